import { ChartSpec } from '#contract/chart';
import { readable } from '#main/domain/charts/encoding';
import type { SummaryPlan } from './summary.ts';

/**
 * The chart of a summary: mean and 95% interval. The first grouping column lies on the x axis, the second is the colour;
 * a comparison stands beside the totals with a scale of its own.
 */
export function summaryChart(metric: string, { by, comparison }: SummaryPlan): ChartSpec {
  const compared = comparison?.column;
  const others = by.filter((name) => name !== compared);
  const x = others[0] ?? compared ?? 'metric';
  const color = others.length > 0 ? (compared ?? others[1]) : undefined;
  const facet = comparison ? 'quantity' : others.find((name) => name !== x && name !== color);
  const against = comparison ? `, and averted against ${comparison.reference}` : '';
  return ChartSpec.parse({
    type: 'interval',
    source: metric,
    title: `${readable(metric)}${against}: mean and 95% interval over draws`,
    x,
    y: 'mean',
    y_title: readable(metric),
    color,
    facet,
    width: facet ? 860 : 560,
  });
}
