import type { Column, Value } from '#contract/results';

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|REAL|DECIMAL)/i;

/** Whether a column's values are numbers by DuckDB's name of its type, and so stand to the right. */
export function isNumeric({ type }: Column): boolean {
  return NUMERIC.test(type) && !type.endsWith('[]');
}

const CHARACTER = 7.4;
const MIN = 72;
const MAX = 340;

/** Pixels for a column by its name and the first values as shown. */
export function columnWidth(name: string, shown: readonly string[]): number {
  // The name has the sort mark beside it.
  const header = name.length * CHARACTER + 44;
  const widest = shown.reduce((most, text) => Math.max(most, text.length), 0) * CHARACTER + 26;
  return Math.round(Math.min(MAX, Math.max(MIN, header, widest)));
}

/** A value for a tab-separated copy: in full, without the tabs and line ends that would break the table. */
export function copied(value: Value): string {
  return value === null ? '' : String(value).replace(/[\t\r\n]+/g, ' ');
}
