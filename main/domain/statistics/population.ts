import type { Value } from '#contract/results';
import { identifier, literal } from '#main/domain/sql';

/** The columns that vivarium puts into every result: which simulation a row is of, and its number. */
export const DRAW = 'input_draw';
export const SEED = 'random_seed';
export const VALUE = 'value';

/** Which rows of a metric are summarised, and by which columns. */
export interface Population {
  metric: string;
  by: readonly string[];
  /** Only rows whose column holds one of the values. */
  where: Readonly<Record<string, readonly Value[]>>;
}

/** `, "sex", "age_group"`: columns to go on a list with, or nothing. */
export function listed(columns: readonly string[], table?: string): string {
  return columns.map((column) => `${table === undefined ? '' : `${table}.`}${identifier(column)}, `).join('');
}

/**
 * One row a group and simulation (draw and seed): its rows summed. The value is a double from here on, whatever the file
 * has. Rows without a value do not count.
 */
export function simulated({ metric, by, where }: Population): string {
  const conditions = [
    `${identifier(VALUE)} IS NOT NULL`,
    ...Object.entries(where).map(([column, values]) => oneOf(column, values)),
  ];
  return `SELECT ${listed(by)}${DRAW}, ${SEED}, sum(${VALUE})::DOUBLE AS ${VALUE}
  FROM ${identifier(metric)}
  WHERE ${conditions.join(' AND ')}
  GROUP BY ALL`;
}

/** Compared as text, so that `2022` finds a year that is stored as text and one that is stored as a number. */
function oneOf(column: string, values: readonly Value[]): string {
  const texts = values.filter((value) => value !== null).map((value) => literal(String(value)));
  const some = texts.length > 0 ? `${identifier(column)}::VARCHAR IN (${texts.join(', ')})` : 'false';
  return values.includes(null) ? `(${some} OR ${identifier(column)} IS NULL)` : some;
}

/**
 * Mean and 95% uncertainty interval over draws of a table with one row a group and draw: the 2.5th and 97.5th percentile,
 * linearly interpolated between order statistics (Hyndman & Fan 1996, "Sample Quantiles in Statistical Packages",
 * definition 7: what numpy.percentile and pandas' quantile do, and with them the vivarium community).
 */
export function interval(table: string, columns: string): string {
  return `SELECT ${columns}avg(${VALUE}) AS mean, quantile_cont(${VALUE}, 0.025) AS lower,
  quantile_cont(${VALUE}, 0.975) AS upper, count(*) AS draws
FROM ${table}
GROUP BY ALL
HAVING count(*) > 0`;
}
