import { PostgreSQL, sql } from '@codemirror/lang-sql';
import type { Extension } from '@uiw/react-codemirror';
import type { CellResult, MetricInfo } from '#contract/results';

/** SQL with completion of the run's metrics, of the cells' results by their names, and of all their columns. */
export function completionOf(metrics: readonly MetricInfo[], results: readonly CellResult[]): Extension {
  const schema = Object.fromEntries(
    [...metrics, ...results].map(({ name, columns }) => [name, columns.map((column) => column.name)]),
  );
  return sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
}

/** A name as SQL wants it: quoted only where it must be. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
