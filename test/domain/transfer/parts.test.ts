import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '#main/domain/app-error';
import { MAX_OBJECT, MAX_PARTS, missingParts, partRange, planParts } from '#main/domain/transfer/parts';

const MiB = 1024 * 1024;

describe('planParts', () => {
  it.each([
    [0, 16 * MiB, 1],
    [1, 16 * MiB, 1],
    [16 * MiB, 16 * MiB, 1],
    [16 * MiB + 1, 16 * MiB, 2],
    [20e9, 16 * MiB, 1193],
    [10_000 * 16 * MiB, 16 * MiB, 10_000],
    [10_000 * 16 * MiB + 1, 17 * MiB, 9412],
    [MAX_OBJECT, 525 * MiB, 9987],
  ])('%d bytes: parts of %d, %d of them', (size, partSize, count) => {
    expect(planParts(size)).toEqual({ size, partSize, count });
  });

  it('refuses what S3 cannot keep', () => {
    try {
      planParts(MAX_OBJECT + 1);
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error) && error.code).toBe('bad-input');
    }
    expect(() => planParts(-1)).toThrow(RangeError);
    expect(() => planParts(Number.NaN)).toThrow(RangeError);
  });

  it('covers every byte once, within the limits of S3', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_OBJECT }), (size) => {
        const plan = planParts(size);
        expect(plan.count).toBeLessThanOrEqual(MAX_PARTS);
        expect(plan.partSize).toBeGreaterThanOrEqual(8 * MiB);
        expect(partRange(plan, 1).offset).toBe(0);
        const last = partRange(plan, plan.count);
        expect(last.offset + last.length).toBe(size);
        expect(last.length).toBeGreaterThanOrEqual(size === 0 ? 0 : 1);
        if (plan.count > 1) {
          const middle = 1 + (size % (plan.count - 1));
          const { offset, length } = partRange(plan, middle);
          expect(length).toBe(plan.partSize);
          expect(partRange(plan, middle + 1).offset).toBe(offset + length);
        }
      }),
    );
  });
});

describe('partRange and missingParts', () => {
  const plan = planParts(40 * MiB);

  it.each([0, 4, 1.5, -1])('has no part %d', (number) => expect(() => partRange(plan, number)).toThrow(RangeError));

  it('finds what is missing', () => {
    expect(missingParts(plan, [2])).toEqual([1, 3]);
    expect(missingParts(plan, [3, 2, 1])).toEqual([]);
    expect(missingParts(plan, [])).toEqual([1, 2, 3]);
  });
});
