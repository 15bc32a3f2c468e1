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

/** Text, quoted names, comments, dollar-quoted text, blanks and semicolons; then any other character. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|[\s;]+|[\s\S]/g;

/** The text without blanks, comments and semicolons at its end, so that it can stand inside another statement. */
export function withoutEnd(sql: string): string {
  let end = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN))
    if (!/^(?:--|\/\*|[\s;])/.test(token)) end = index + token.length;
  return sql.slice(0, end);
}
