import { AppError } from '../app-error.ts';

const MiB = 1024 * 1024;

/** S3's limits (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html), and our part sizes. */
export const MAX_OBJECT = 5 * 1024 ** 4;
export const MAX_PARTS = 10_000;
const PART_SIZE = 16 * MiB;

/** How an object is cut: parts from 1 to `count`, all of `partSize` bytes but the last. */
export interface PartPlan {
  size: number;
  partSize: number;
  count: number;
}

/**
 * The plan for an object of `size` bytes: 16 MiB a part, larger (whole MiB) only where 10,000 parts would not do. An
 * object of one part, an empty one too, is sent as a whole.
 * @throws AppError `bad-input` above 5 TiB.
 */
export function planParts(size: number): PartPlan {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`Not a size in bytes: ${size}`);
  if (size > MAX_OBJECT) {
    throw new AppError({
      code: 'bad-input',
      doing: 'planning an upload',
      message: 'The file is larger than 5 TiB, the most that S3 keeps as one object.',
      advice: 'Split it into several files.',
    });
  }
  const partSize = Math.max(PART_SIZE, Math.ceil(size / MAX_PARTS / MiB) * MiB);
  return { size, partSize, count: Math.max(1, Math.ceil(size / partSize)) };
}

/** Where part `number` lies in the object, in bytes. */
export function partRange({ size, partSize, count }: PartPlan, number: number): { offset: number; length: number } {
  if (!Number.isInteger(number) || number < 1 || number > count) throw new RangeError(`No part ${number} of ${count}`);
  const offset = (number - 1) * partSize;
  return { offset, length: Math.min(partSize, size - offset) };
}

/** The numbers of the parts that `have` lacks, in order. */
export function missingParts({ count }: PartPlan, have: Iterable<number>): number[] {
  const there = new Set(have);
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => !there.has(number));
}
