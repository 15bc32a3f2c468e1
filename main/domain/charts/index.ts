import type { ChartSpec } from '#contract/chart';
import type { Column, Value } from '#contract/results';
import { AppError } from '#main/domain/app-error';
import { bar } from './bar.ts';
import type { ChartData, ChartKind, JsonObject, Role } from './chart-kind.ts';
import { measure } from './encoding.ts';
import { interval } from './interval.ts';
import { line } from './line.ts';
import { meaningfulOrder } from './order.ts';
import { scatter } from './scatter.ts';
import { theme } from './theme.ts';

const KINDS: { [Type in ChartSpec['type']]: ChartKind<Extract<ChartSpec, { type: Type }>> } = {
  interval,
  line,
  bar,
  scatter,
};

/** More marks than this nobody can read and no page draws quickly. */
export const MOST_ROWS = 20_000;
const FACETS_A_ROW = 3;
/** Pixels between small charts. */
const GAP = 40;

export interface Table {
  columns: readonly Column[];
  rows: readonly (readonly Value[])[];
}

/**
 * The Vega-Lite 6 specification of a chart of a table, with the data inside. Pure. Errors: `bad-input` where a column that
 * the chart names is not in the table (with those that are) or there are too many rows.
 */
export function toVegaLite(chart: ChartSpec, table: Table, dark = false): JsonObject {
  const kind = KINDS[chart.type] as ChartKind<ChartSpec>;
  if (table.rows.length > MOST_ROWS) throw tooMany(chart);
  const indices = find(kind.roles(chart), chart, table.columns);
  const data = describe(indices, table);
  const values = table.rows.map((row) =>
    Object.fromEntries(indices.map(([role, index]) => [role, plottable(row[index], data, role)])),
  );
  const common = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(chart.title ? { title: chart.title } : {}),
    data: { name: 'table', values },
    config: theme(dark),
  };
  const { height } = chart;
  if (!data.columns.facet) return { ...common, width: chart.width, height, layer: kind.layers(chart, data) };
  const across = Math.min(FACETS_A_ROW, Math.max(1, data.order.facet?.length ?? 1));
  const width = Math.max(80, Math.round((chart.width - GAP * (across - 1)) / across));
  return {
    ...common,
    facet: { field: 'facet', type: 'nominal', sort: data.order.facet ?? null, header: { title: null } },
    columns: across,
    spec: { width, height, layer: kind.layers({ ...chart, width }, data) },
    // Small charts share their scales, to be compared; but totals and differences of them are different amounts.
    ...(chart.facet === 'quantity'
      ? { resolve: { scale: { x: 'independent', xOffset: 'independent', y: 'independent' } } }
      : {}),
  };
}

function find(roles: Partial<Record<Role, string>>, chart: ChartSpec, columns: readonly Column[]): [Role, number][] {
  const wanted = Object.entries(roles).filter((entry): entry is [Role, string] => entry[1] !== undefined);
  const found = wanted.map(([role, name]): [Role, number] => [
    role,
    columns.findIndex((column) => column.name === name),
  ]);
  const missing = wanted.filter((_, index) => found[index]?.[1] === -1).map(([, name]) => name);
  if (missing.length === 0) return found;
  throw new AppError({
    code: 'bad-input', doing: `drawing “${chart.source}”`,
    message: `The chart names ${missing.length === 1 ? 'a column that is' : 'columns that are'} not in “${chart.source}”: ${missing.join(', ')}.`,
    advice: `Its columns are: ${columns.map(({ name }) => name).join(', ')}.`,
  }); // prettier-ignore
}

function describe(indices: [Role, number][], { columns, rows }: Table): ChartData {
  const data: ChartData = { columns: {}, order: {} };
  for (const [role, index] of indices) {
    const column = columns[index];
    if (!column) continue;
    data.columns[role] = column;
    const discrete = role === 'color' || role === 'facet' || measure(column.type) === 'nominal' || role === 'x';
    if (discrete) data.order[role] = meaningfulOrder(rows.map((row) => row[index] ?? null));
  }
  return data;
}

/** Not-a-number and infinities, which come as text, have no place on an axis. */
function plottable(value: Value | undefined, data: ChartData, role: Role): Value {
  if (typeof value !== 'string') return value ?? null;
  return measure(data.columns[role]?.type ?? '') === 'quantitative' ? finite(Number(value)) : value;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function tooMany(chart: ChartSpec): AppError {
  return new AppError({
    code: 'bad-input', doing: `drawing “${chart.source}”`, message: `“${chart.source}” has more than ${MOST_ROWS.toLocaleString('en')} rows, too many to draw.`,
    advice: 'Summarise them in SQL first, or draw a sample: USING SAMPLE 5000.',
  }); // prettier-ignore
}
