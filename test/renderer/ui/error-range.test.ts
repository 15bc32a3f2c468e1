import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorRange, lineAndColumn } from '../../../renderer/ui/error-range.ts';

describe('the text underlined for a mistake', () => {
  test.each([
    ['SELECT nope FROM deaths', 7, 'nope'],
    ['SELECT a.b FROM deaths', 7, 'a.b'],
    ['SELECT 1 +', 10, '+'],
    ['SELECT (', 7, '('],
    ['', 4, ''],
  ])('%s at %d', (text, position, marked) => {
    const { from, to } = errorRange(text, position);
    expect(text.slice(from, to)).toBe(marked);
  });

  test('is always inside the text, and never empty where there is text', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -5, max: 200 }), (text, position) => {
        const { from, to } = errorRange(text, position);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(text.length);
        expect(to > from).toBe(text.length > 0);
      }),
    );
  });
});

test('line and column are counted from 1', () => {
  expect(lineAndColumn('a\nbc\nd', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('a\nbc\nd', 3)).toEqual({ line: 2, column: 2 });
  expect(lineAndColumn('a\nbc\nd', 5)).toEqual({ line: 3, column: 1 });
});
