import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ChartSpec } from './chart.ts';
import { RunReference } from './run.ts';
import { InWorkspace } from './workspace.ts';

const OneRun = InWorkspace.extend({ run: RunReference });

/** A column and DuckDB's name of its type. */
export const Column = z.object({ name: z.string(), type: z.string() });
export type Column = z.infer<typeof Column>;

/** What a cell of a table can hold on the wire. Integers beyond 2^53, decimals, dates and nested values are strings; NaN and infinities too. */
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Value = z.infer<typeof Value>;

export const MetricInfo = z.object({
  name: z.string(),
  files: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  columns: z.array(Column),
});
export type MetricInfo = z.infer<typeof MetricInfo>;

export const QueryResult = z.object({
  columns: z.array(Column),
  rows: z.array(z.array(Value)),
  elapsed_ms: z.number(),
  /** True where `limit` cut the rows. */
  truncated: z.boolean(),
});
export type QueryResult = z.infer<typeof QueryResult>;

/** Mean and 2.5/97.5 percentiles over draws, of sums over seeds within a draw. */
const Interval = z.object({ mean: z.number(), lower: z.number(), upper: z.number() });
const GroupValues = z.record(z.string(), Value);

export const SummaryRequest = OneRun.extend({
  metric: z.string(),
  by: z.array(z.string()).default([]),
  /** Only rows whose column holds one of the values. */
  where: z.record(z.string(), z.array(Value)).default({}),
  /** Column whose values are compared, and the value the others are compared with. */
  compare: z.object({ column: z.string(), reference: z.string() }).optional(),
});

export const Summary = z.object({
  metric: z.string(),
  by: z.array(z.string()),
  rows: z.array(Interval.extend({ group: GroupValues, draws: z.number().int() })),
  /** Reference minus other, within draw before summarising: positive is averted. Empty without `compare` (default: column `scenario`, reference `baseline`, where `by` has it). */
  differences: z.array(Interval.extend({ group: GroupValues, reference: z.string(), draws: z.number().int() })),
  /** The SQL that made it, to go on from in a notebook. */
  sql: z.string(),
  elapsed_ms: z.number(),
});
export type Summary = z.infer<typeof Summary>;

/** A notebook's session: results stay in it by name until it is closed. */
const InSession = z.object({ session: z.string().min(1) });

export const CellResult = z.object({
  name: z.string(),
  columns: z.array(Column),
  row_count: z.number().int(),
  elapsed_ms: z.number(),
});
export type CellResult = z.infer<typeof CellResult>;

export const ExportFormat = z.enum(['png', 'svg', 'html', 'csv', 'parquet']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** A chart ready to draw: a Vega-Lite specification with its data inside, for a light or dark ground. */
export const ChartDrawing = z.object({ vega_lite: z.record(z.string(), z.json()), rows: z.number().int() });

const ExportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chart'), chart: ChartSpec, sql: z.string() }),
  z.object({ kind: z.literal('table'), sql: z.string() }),
  z.object({ kind: z.literal('summary'), request: SummaryRequest }),
]);

export const results = {
  metrics: oc.input(OneRun).output(z.array(MetricInfo)),
  /** Runs one SELECT over the run's metrics (a view each) and answers its rows. */
  query: oc
    .input(OneRun.extend({ sql: z.string(), limit: z.number().int().min(1).max(1_000_000).default(10_000) }))
    .output(QueryResult),
  summary: oc.input(SummaryRequest).output(Summary),
  /** Runs a cell in a session and keeps its result under the cell's name for `page`, later cells and charts. */
  runCell: oc.input(OneRun.extend({ ...InSession.shape, name: z.string(), sql: z.string() })).output(CellResult),
  /** Rows `offset` to `offset + limit` of a kept result, column by column. */
  page: oc
    .input(
      InSession.extend({
        name: z.string(),
        offset: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(10_000),
        sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
      }),
    )
    .output(z.object({ offset: z.number().int(), values: z.array(z.array(Value)) })),
  /** A chart of a kept result. */
  draw: oc.input(InSession.extend({ chart: ChartSpec, dark: z.boolean().default(false) })).output(ChartDrawing),
  closeSession: oc.input(InSession).output(z.object({ closed: z.boolean() })),
  /** Exports a chart or table. Written to `to` where given (Electron, CLI), else handed back as a file (browser). */
  export: oc
    .input(
      OneRun.extend({
        source: ExportSource,
        format: ExportFormat,
        to: z.string().optional(),
        name: z.string().default('export'),
      }),
    )
    .output(z.object({ path: z.string().nullable(), file: z.instanceof(Blob).nullable(), bytes: z.number().int() })),
  /** The same for a kept result or a chart of it. */
  exportCell: oc
    .input(
      InSession.extend({
        name: z.string(),
        chart: ChartSpec.optional(),
        format: ExportFormat,
        to: z.string().optional(),
      }),
    )
    .output(z.object({ path: z.string().nullable(), file: z.instanceof(Blob).nullable(), bytes: z.number().int() })),
};
