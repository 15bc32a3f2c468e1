import { interval, listed, simulated, DRAW, VALUE, type Population } from './population.ts';

/**
 * SQL of a metric's mean and 95% interval over draws, one row a group: columns of `by`, then mean, lower, upper (units of
 * the metric), draws. First the sum over seeds within a draw (a study's population is that of all its seeds), then the
 * summary over draws: the spread is the uncertainty of the inputs, with the seeds' noise in it as small as they make it.
 *
 * A draw that has no row for a group was not simulated: vivarium's observers write a row of zero for each stratum that
 * nothing fell into. So an absent draw is left out and not counted as zero. While a run goes on, a draw's sum is that of
 * the seeds that are there; differences (see scenario-difference) are safe from that, totals are not.
 */
export function drawSummary(population: Population): string {
  const { by } = population;
  return `WITH simulated AS (
  ${simulated(population)}
), totals AS (
  SELECT ${listed(by)}${DRAW}, sum(${VALUE}) AS ${VALUE} FROM simulated GROUP BY ALL
)
${interval('totals', listed(by))}
ORDER BY ALL`;
}
