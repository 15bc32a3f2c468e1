import { identifier, literal } from '#main/domain/sql';
import { interval, listed, simulated, DRAW, SEED, VALUE, type Population } from './population.ts';

export interface Comparison {
  /** The column whose values are compared: `scenario`. */
  column: string;
  /** The value that the others are taken from: `baseline`. */
  reference: string;
}

/**
 * SQL of what the other scenarios avert: reference minus other, mean and 95% interval over draws, one row a group and
 * other scenario. The difference is taken within a simulation pair, that is same draw and same seed: vivarium's common
 * random numbers make the two scenarios of a pair the same people with the same luck, so their noise cancels
 * (https://vivarium.readthedocs.io/en/latest/concepts/crn.html). Then the pairs of a draw are summed over seeds, then
 * draws are summarised.
 *
 * In an incomplete run only pairs count of which both simulations are there; a lone one would look like all of its events
 * averted (or caused).
 */
export function scenarioDifference(population: Population, comparison: Comparison): string {
  const { common, columns } = split(population, comparison);
  return `WITH simulated AS (
  ${simulated(withColumn(population, comparison))}
), averted AS (
  ${paired(common, comparison)}
)
${interval('averted', listed(columns))}
ORDER BY ALL`;
}

/** Both in one statement: rows of `quantity` `total` as drawSummary gives them, and of `averted` as scenarioDifference does. */
export function summaryWithDifference(population: Population, comparison: Comparison): string {
  const { common, columns } = split(population, comparison);
  return `WITH simulated AS (
  ${simulated(withColumn(population, comparison))}
), totals AS (
  SELECT ${listed(columns)}${DRAW}, sum(${VALUE}) AS ${VALUE} FROM simulated GROUP BY ALL
), averted AS (
  ${paired(common, comparison)}
), summary AS (
${interval('totals', `'total' AS quantity, ${listed(columns)}`)}
UNION ALL
${interval('averted', `'averted' AS quantity, ${listed(columns)}`)}
)
FROM summary
ORDER BY quantity DESC, ${listed(columns).replace(/, $/, '')}`;
}

function withColumn(population: Population, { column }: Comparison): Population {
  return population.by.includes(column) ? population : { ...population, by: [...population.by, column] };
}

/** `common`: what a pair has in common; `columns`: those of the result, in the order asked for. */
function split(population: Population, comparison: Comparison): { common: string[]; columns: readonly string[] } {
  const columns = withColumn(population, comparison).by;
  return { common: columns.filter((name) => name !== comparison.column), columns };
}

function paired(common: readonly string[], { column, reference }: Comparison): string {
  const same = [...common, DRAW, SEED].map(
    (name) => `reference.${identifier(name)} IS NOT DISTINCT FROM other.${identifier(name)}`,
  );
  const compared = identifier(column);
  return `SELECT ${listed(common, 'other')}other.${compared}, other.${DRAW}, sum(reference.${VALUE} - other.${VALUE}) AS ${VALUE}
  FROM simulated AS other
  JOIN simulated AS reference ON ${same.join(' AND ')}
  WHERE reference.${compared}::VARCHAR = ${literal(reference)} AND other.${compared}::VARCHAR <> ${literal(reference)}
  GROUP BY ALL`;
}
