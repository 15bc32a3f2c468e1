import type { z } from 'zod';
import type { Column, Summary, SummaryRequest, Value } from '#contract/results';
import type { Rows } from '#main/adapters/engines/port';
import { AppError } from '#main/domain/app-error';
import { DRAW, SEED, VALUE, drawSummary, summaryWithDifference, type Comparison } from '#main/domain/statistics/index';

type Request = z.infer<typeof SummaryRequest>;

export interface SummaryPlan {
  sql: string;
  /** The grouping columns of the result, that of the comparison among them. */
  by: readonly string[];
  comparison: Comparison | null;
}

/** vivarium's usual name of the branch column, and of the branch without intervention. */
const USUAL: Comparison = { column: 'scenario', reference: 'baseline' };

/** The statement that answers a request. Errors: `bad-input` with the columns that there are. */
export function planSummary(request: Request, columns: readonly Column[]): SummaryPlan {
  const { metric, where } = request;
  const names = columns.map(({ name }) => name);
  const comparison = request.compare ?? (request.by.includes(USUAL.column) ? USUAL : null);
  const by = [...new Set([...request.by, ...(comparison ? [comparison.column] : [])])];
  const special = by.filter((name) => [DRAW, SEED, VALUE].includes(name));
  if (special.length > 0)
    throw bad(metric, `${special.join(' and ')} cannot be grouped by: it is what is summarised.`, groupable(names));
  const missing = [...new Set([DRAW, SEED, VALUE, ...by, ...Object.keys(where)])].filter(
    (name) => !names.includes(name),
  );
  if (missing.length > 0)
    throw bad(metric, `“${metric}” has no column ${missing.map((name) => `“${name}”`).join(', ')}.`, groupable(names));
  const population = { metric, by, where };
  return { sql: comparison ? summaryWithDifference(population, comparison) : drawSummary(population), by, comparison };
}

/** The rows of the plan's statement in the contract's shape. */
export function readSummary(
  { sql, by, comparison }: SummaryPlan,
  metric: string,
  { columns, rows }: Rows,
): Omit<Summary, 'elapsed_ms'> {
  const at = (row: Value[], name: string) => row[columns.findIndex((column) => column.name === name)] ?? null;
  const number = (row: Value[], name: string) => {
    const value = at(row, name);
    if (typeof value === 'number') return value;
    throw new AppError({ code: 'failed', doing: `summarising ${metric}`, message: `“${metric}” holds values that are not finite numbers.`, advice: 'Look for them in SQL: WHERE NOT isfinite(value).' }); // prettier-ignore
  };
  const read = (row: Value[]) => ({
    group: Object.fromEntries(by.map((name) => [name, at(row, name)])),
    mean: number(row, 'mean'),
    lower: number(row, 'lower'),
    upper: number(row, 'upper'),
    draws: number(row, 'draws'),
  });
  const averted = (row: Value[]) => comparison !== null && at(row, 'quantity') === 'averted';
  return {
    metric,
    by: [...by],
    rows: rows.filter((row) => !averted(row)).map(read),
    differences: rows.filter(averted).map((row) => ({ ...read(row), reference: comparison?.reference ?? '' })),
    sql,
  };
}

/** Said where a reference was asked for that no simulation has. */
export function checkReference(request: Request, summary: Omit<Summary, 'elapsed_ms'>): void {
  if (!request.compare) return;
  const { column, reference } = request.compare;
  const there = [...new Set(summary.rows.map(({ group }) => String(group[column])))];
  if (summary.rows.length === 0 || there.includes(reference)) return;
  throw bad(request.metric, `No row has “${reference}” as ${column}.`, `There are: ${there.join(', ')}.`);
}

function groupable(names: readonly string[]): string {
  return `Columns to group by: ${names.filter((name) => ![DRAW, SEED, VALUE].includes(name)).join(', ')}.`;
}

function bad(metric: string, message: string, advice: string): AppError {
  return new AppError({ code: 'bad-input', doing: `summarising ${metric}`, message, advice });
}
