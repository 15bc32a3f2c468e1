/** A rectangle of cells: where it began and where it is now. Rows and columns from 0. Pure. */
export interface Selection {
  anchor: { row: number; column: number };
  head: { row: number; column: number };
}

export interface Extent {
  rows: number;
  columns: number;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The rectangle with its corners in order, bounds included. */
export function rangeOf({ anchor, head }: Selection): Range {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

export function isIn(range: Range, row: number, column: number): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
}

interface Key {
  key: string;
  shift: boolean;
  /** Ctrl or Cmd. */
  mod: boolean;
}

const PAGE = 12;

/** Where a key leads; null for keys that do not move. Shift keeps the anchor; Ctrl goes to the edge; Ctrl+A takes all. */
export function moveSelection(
  { anchor, head }: Selection,
  { key, shift, mod }: Key,
  { rows, columns }: Extent,
): Selection | null {
  const last = { row: Math.max(0, rows - 1), column: Math.max(0, columns - 1) };
  if (mod && key.toLowerCase() === 'a') return { anchor: { row: 0, column: 0 }, head: last };
  const to = { ...head };
  if (key === 'ArrowUp') to.row = mod ? 0 : head.row - 1;
  else if (key === 'ArrowDown') to.row = mod ? last.row : head.row + 1;
  else if (key === 'ArrowLeft') to.column = mod ? 0 : head.column - 1;
  else if (key === 'ArrowRight') to.column = mod ? last.column : head.column + 1;
  else if (key === 'PageUp') to.row = head.row - PAGE;
  else if (key === 'PageDown') to.row = head.row + PAGE;
  else if (key === 'Home') Object.assign(to, mod ? { row: 0, column: 0 } : { column: 0 });
  else if (key === 'End') Object.assign(to, mod ? last : { column: last.column });
  else return null;
  const inside = {
    row: Math.min(last.row, Math.max(0, to.row)),
    column: Math.min(last.column, Math.max(0, to.column)),
  };
  return { anchor: shift ? anchor : inside, head: inside };
}
