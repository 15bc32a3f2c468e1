import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inParallel, slicesOf } from '../../../renderer/app/slices.ts';

describe('slices of a file', () => {
  test('an empty file has one empty slice', () => {
    expect(slicesOf(0, 100)).toEqual([{ part: 1, start: 0, end: 0 }]);
  });

  test('a whole number of parts has no empty last one', () => {
    expect(slicesOf(200, 100)).toEqual([
      { part: 1, start: 0, end: 100 },
      { part: 2, start: 100, end: 200 },
    ]);
  });

  test('what is held already is not sent again', () => {
    expect(slicesOf(250, 100, [1, 3]).map(({ part }) => part)).toEqual([2]);
  });

  test('cover the file once, in order, all but the last of the part size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 5000 }), (size, partSize) => {
        const slices = slicesOf(size, partSize);
        expect(slices.every(({ part }, index) => part === index + 1)).toBe(true);
        expect(slices.reduce((end, slice) => (slice.start === end ? slice.end : -1), 0)).toBe(size);
        expect(slices.slice(0, -1).every(({ start, end }) => end - start === partSize)).toBe(true);
        const last = slices.at(-1);
        expect(last && last.end > last.start).toBe(true);
      }),
    );
  });

  test('a part size of nothing is refused', () => expect(() => slicesOf(1, 0)).toThrow(RangeError));
});

describe('work in parallel', () => {
  test('does all, never more than the width at a time', async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  test('begins nothing after the first error', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(begun.length).toBeLessThan(6);
  });
});
