import { z } from 'zod';

const Common = {
  /** Name of the SQL cell the chart draws. */
  source: z.string().min(1),
  title: z.string().optional(),
  x_title: z.string().optional(),
  y_title: z.string().optional(),
  /** Pixels of the drawing area. */
  width: z.number().int().min(100).max(4000).default(640),
  height: z.number().int().min(80).max(4000).default(360),
  /** Column that gives one small chart a value. */
  facet: z.string().optional(),
};

/** A point or bar a group with its uncertainty interval: deaths averted by scenario. */
export const IntervalChart = z.object({
  type: z.literal('interval'),
  ...Common,
  x: z.string(),
  y: z.string().default('mean'),
  lower: z.string().default('lower'),
  upper: z.string().default('upper'),
  color: z.string().optional(),
  mark: z.enum(['point', 'bar']).default('point'),
});

/** A line over an ordered x with an optional band. */
export const LineChart = z.object({
  type: z.literal('line'),
  ...Common,
  x: z.string(),
  y: z.string(),
  lower: z.string().optional(),
  upper: z.string().optional(),
  color: z.string().optional(),
});

export const BarChart = z.object({
  type: z.literal('bar'),
  ...Common,
  x: z.string(),
  y: z.string(),
  color: z.string().optional(),
  stack: z.boolean().default(false),
});

export const ScatterChart = z.object({
  type: z.literal('scatter'),
  ...Common,
  x: z.string(),
  y: z.string(),
  color: z.string().optional(),
});

/** A chart cell's body (YAML). One kind is one folder of main/domain/charts. */
export const ChartSpec = z.discriminatedUnion('type', [IntervalChart, LineChart, BarChart, ScatterChart]);
export type ChartSpec = z.infer<typeof ChartSpec>;
