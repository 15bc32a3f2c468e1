import type { Value } from '#contract/results';

/** A name as DuckDB takes it literally: `"person_time ""x"""`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value as an SQL literal. The strings `NaN`, `Infinity` stay strings: compare them as text. */
export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `'${value}'::DOUBLE`;
  return String(value);
}

/** Values as a list literal: `['a', 'b']`. */
export function listLiteral(values: readonly Value[]): string {
  return `[${values.map(literal).join(', ')}]`;
}

/** The text without blanks and semicolons at its end, so that it can stand inside another statement. */
export function withoutEnd(sql: string): string {
  return sql.replace(/[\s;]+$/, '');
}
