import type { ChartSpec } from '#contract/chart';
import type { Column } from '#contract/results';

/** A Vega-Lite object; built here, read by vega-lite only. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** What part a column plays; also the field's name in the chart's data, so that no column name needs escaping there. */
export type Role = 'x' | 'y' | 'lower' | 'upper' | 'color' | 'facet';

/** A chart's data: one object a row with the roles in use as keys. */
export interface ChartData {
  columns: Partial<Record<Role, Column>>;
  /** Values of a text column in the order that means something; absent for numbers and times. */
  order: Partial<Record<Role, Json[]>>;
}

/** One type of chart. To add one: its schema in preload/contract/chart.ts, a file here, a line in the registry. */
export interface ChartKind<Spec extends ChartSpec> {
  /** Which column plays which part. */
  roles(spec: Spec): Partial<Record<Role, string>>;
  /** The layers of Vega-Lite 6: https://vega.github.io/vega-lite/docs/layer.html */
  layers(spec: Spec, data: ChartData): JsonObject[];
}
