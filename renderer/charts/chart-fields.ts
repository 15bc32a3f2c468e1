import type { ChartSpec } from '#contract/chart';

export interface Field {
  name: string;
  label: string;
  /** What may stand in it: a column of the source, free text, yes or no, or one of a list. */
  kind: 'column' | 'text' | 'switch' | readonly string[];
  /** Shown where the field is empty. */
  hint?: string;
}

const x: Field = { name: 'x', label: 'Horizontal (x)', kind: 'column' };
const y: Field = { name: 'y', label: 'Vertical (y)', kind: 'column' };
const lower: Field = { name: 'lower', label: 'Lower bound', kind: 'column' };
const upper: Field = { name: 'upper', label: 'Upper bound', kind: 'column' };
const color: Field = { name: 'color', label: 'Colour by', kind: 'column' };
const common: Field[] = [
  { name: 'facet', label: 'One chart for each', kind: 'column' },
  { name: 'title', label: 'Title', kind: 'text' },
  { name: 'x_title', label: 'Title of x', kind: 'text' },
  { name: 'y_title', label: 'Title of y', kind: 'text' },
];

/** What the builder asks for, by kind of chart. A kind begins in preload/contract/chart.ts and gets its form here. */
export const CHART_FIELDS: Record<ChartSpec['type'], { label: string; fields: Field[] }> = {
  interval: {
    label: 'Interval: a mean with its uncertainty',
    fields: [
      x,
      { ...y, hint: 'mean' },
      { ...lower, hint: 'lower' },
      { ...upper, hint: 'upper' },
      color,
      { name: 'mark', label: 'Drawn as', kind: ['point', 'bar'], hint: 'point' },
      ...common,
    ],
  },
  line: { label: 'Line, with a band', fields: [x, y, lower, upper, color, ...common] },
  bar: { label: 'Bar', fields: [x, y, color, { name: 'stack', label: 'Stack the bars', kind: 'switch' }, ...common] },
  scatter: { label: 'Scatter', fields: [x, y, color, ...common] },
};
