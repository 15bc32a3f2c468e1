import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Store } from '#main/adapters/stores/port';
import { AppError, isAppError } from '#main/domain/app-error';
import { combineCrc, crcOf, crcToHex } from '#main/domain/transfer/crc32';
import { partRange, planParts } from '#main/domain/transfer/parts';
import type { Flow } from './flow.ts';
import { persist } from './persist.ts';
import { digestOf } from './same-content.ts';

export interface Reading {
  store: Store;
  uri: S3Uri;
  flow: Flow;
  onBytes(done: number, total: number): void;
}

/** Most of an object that is fetched by one request, in bytes. */
export const READ_PART = 8 * 1024 * 1024;

/** How an object is fetched in ranges: as it would be sent, in smaller steps. */
export function planRanges(size: number) {
  const plan = planParts(size);
  return { ...plan, partSize: READ_PART, count: Math.max(1, Math.ceil(size / READ_PART)) };
}

/** Bytes of the object that `info` describes, no others. */
export async function readRange(
  { store, flow }: Pick<Reading, 'store' | 'flow'>,
  info: ObjectInfo,
  range: { offset: number; length: number },
  { into, signal, onTrouble }: { into?: Uint8Array; signal: AbortSignal; onTrouble?: () => void },
): Promise<Uint8Array> {
  const { uri, etag } = info;
  if (range.length === 0) return new Uint8Array();
  try {
    return await persist(
      async () => {
        const bytes = await store.get(uri, {
          range: [range.offset, range.offset + range.length - 1],
          etag,
          signal,
          ...(into && { into }),
          ...(flow.pace && { pace: flow.pace }),
        });
        if (bytes.byteLength !== range.length)
          throw damaged(uri, `${bytes.byteLength} of ${range.length} bytes arrived`);
        return bytes;
      },
      { signal, onTrouble },
    );
  } catch (error) {
    if (!isAppError(error) || error.code !== 'already-there') throw error;
    throw new AppError({
      code: 'failed',
      doing: `reading ${uri}`,
      message: 'The object was changed while it was read.',
      advice: 'Read it again.',
      retry: true,
      cause: error,
    });
  }
}

/** Reads all of the object, in memory that does not grow, and compares it with its checksum; null: there is none that we know. */
export async function readThrough(reading: Reading): Promise<{ info: ObjectInfo; matches: boolean | null }> {
  const { store, uri, flow, onBytes } = reading;
  const info = await requireObject(store, uri, flow.signal);
  const plan = planRanges(info.size);
  const numbers = Array.from({ length: plan.count }, (_, index) => index + 1);
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    onBytes(done, info.size);
  };
  if (info.checksum?.algorithm === 'crc32') {
    const crcs = new Map<number, number>();
    await flow.each(numbers, Math.min(READ_PART, info.size), async (number, into, signal, onTrouble) => {
      const bytes = await readRange(reading, info, partRange(plan, number), { into, signal, onTrouble });
      crcs.set(number, crcOf(bytes));
      count(bytes.byteLength);
      return bytes.byteLength;
    });
    return { info, matches: crcToHex(wholeCrc(plan, crcs)) === info.checksum.value };
  }
  // In order, as the digest wants it.
  const digest = info.checksum && digestOf(info.checksum.algorithm);
  const { signal } = flow;
  for (const number of numbers) {
    await flow.ready();
    const bytes = await readRange(reading, info, partRange(plan, number), { signal });
    digest?.update(bytes);
    count(bytes.byteLength);
  }
  return { info, matches: digest ? digest.hex() === info.checksum?.value : null };
}

/** The CRC32 of the whole out of those of its ranges. */
export function wholeCrc(plan: ReturnType<typeof planRanges>, crcs: ReadonlyMap<number, number>): number {
  return combineCrc(
    [...crcs]
      .toSorted(([one], [other]) => one - other)
      .map(([number, crc32]) => ({ crc32, size: partRange(plan, number).length })),
  );
}

export async function requireObject(store: Store, uri: S3Uri, signal: AbortSignal): Promise<ObjectInfo> {
  const info = await persist(() => store.head(uri, { signal }), { signal });
  if (!info) throw notFound(uri);
  return info;
}

export function notFound(uri: S3Uri): AppError {
  return new AppError({
    code: 'not-found',
    doing: `reading ${uri}`,
    message: `There is no ${uri}.`,
    advice: 'Check the address.',
  });
}

export function damaged(uri: S3Uri, what: string): AppError {
  return new AppError({
    code: 'failed',
    doing: `reading ${uri}`,
    message: `The object did not arrive as it was kept: ${what}.`,
    advice: 'Try again; if it stays so, send the file to S3 anew.',
    retry: true,
  });
}
