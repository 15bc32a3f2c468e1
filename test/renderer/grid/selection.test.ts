import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnWidth, copied, isNumeric } from '../../../renderer/grid/columns.ts';
import { isIn, moveSelection, rangeOf } from '../../../renderer/grid/selection.ts';

const at = (row: number, column: number) => ({ anchor: { row, column }, head: { row, column } });
const extent = { rows: 100, columns: 5 };
const key = (name: string, shift = false, mod = false) => ({ key: name, shift, mod });

describe('moving', () => {
  test.each([
    [at(3, 2), key('ArrowDown'), { row: 4, column: 2 }],
    [at(0, 2), key('ArrowUp'), { row: 0, column: 2 }],
    [at(3, 4), key('ArrowRight'), { row: 3, column: 4 }],
    [at(3, 2), key('End'), { row: 3, column: 4 }],
    [at(3, 2), key('End', false, true), { row: 99, column: 4 }],
    [at(95, 2), key('PageDown'), { row: 99, column: 2 }],
    [at(3, 2), key('ArrowUp', false, true), { row: 0, column: 2 }],
  ])('%# leads to the right cell', (from, pressed, head) => {
    expect(moveSelection(from, pressed, extent)).toEqual({ anchor: head, head });
  });

  test('Shift keeps where the selection began', () => {
    const next = moveSelection(at(3, 2), key('ArrowDown', true), extent);
    expect(next).toEqual({ anchor: { row: 3, column: 2 }, head: { row: 4, column: 2 } });
  });

  test('Ctrl+A takes all; other keys take nothing', () => {
    expect(moveSelection(at(3, 2), key('a', false, true), extent)).toEqual({
      anchor: { row: 0, column: 0 },
      head: { row: 99, column: 4 },
    });
    expect(moveSelection(at(3, 2), key('x'), extent)).toBeNull();
  });
});

test('a range holds both of its corners, whichever way it was drawn', () => {
  const cell = fc.record({ row: fc.nat(50), column: fc.nat(50) });
  fc.assert(
    fc.property(cell, cell, (anchor, head) => {
      const range = rangeOf({ anchor, head });
      expect(isIn(range, anchor.row, anchor.column) && isIn(range, head.row, head.column)).toBe(true);
      expect(range).toEqual(rangeOf({ anchor: head, head: anchor }));
      expect(isIn(range, range.bottom + 1, range.left)).toBe(false);
    }),
  );
});

describe('columns', () => {
  test.each(['DOUBLE', 'BIGINT', 'UTINYINT', 'HUGEINT', 'DECIMAL(18,3)', 'INTEGER'])('%s is a number', (type) =>
    expect(isNumeric({ name: 'a', type })).toBe(true),
  );
  test.each(['VARCHAR', 'BOOLEAN', 'DATE', 'DOUBLE[]', "ENUM('INTEGER')", 'INTERVAL'])('%s is none', (type) =>
    expect(isNumeric({ name: 'a', type })).toBe(false),
  );

  test('are as wide as what they hold, within bounds', () => {
    expect(columnWidth('a', ['1'])).toBe(72);
    expect(columnWidth('a', ['x'.repeat(500)])).toBe(340);
    expect(columnWidth('a', ['x'.repeat(20)])).toBeGreaterThan(columnWidth('a', ['x'.repeat(10)]));
  });

  test('a copied value cannot break the table it is pasted into', () => {
    expect(copied('a\tb\r\nc')).toBe('a b c');
    expect(copied(null)).toBe('');
    expect(copied(0.1 + 0.2)).toBe('0.30000000000000004');
  });
});
