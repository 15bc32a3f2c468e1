import type { ChartData, Json, JsonObject, Role } from './chart-kind.ts';

/** Whether the column holds amounts, times, or names, by DuckDB's type. */
export function measure(type: string): 'quantitative' | 'temporal' | 'nominal' {
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/.test(type)) return 'quantitative';
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'temporal';
  return 'nominal';
}

/** `person_time` as people read it: `Person time`. */
export function readable(name: string): string {
  const words = name.replace(/[_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A channel of names: one place a value, in their order. */
export function named(role: Role, data: ChartData, title: Json, more: JsonObject = {}): JsonObject {
  return { field: role, type: 'nominal', sort: data.order[role] ?? null, title, ...more };
}

/** The axis of names: level where they fit into the width, else slanted; never cut short, never over one another. */
export function nameAxis(data: ChartData, width: number): JsonObject {
  const names = (data.order.x ?? []).map((value) => String(value));
  const longest = Math.max(0, ...names.map((name) => name.length));
  const fits = longest * CHARACTER < width / Math.max(1, names.length);
  return {
    labelOverlap: false,
    labelLimit: 260,
    ...(fits ? { labelAngle: 0 } : { labelAngle: -35, labelAlign: 'right' }),
  };
}

/** Pixels of a character of the labels, about. */
const CHARACTER = 7;

/** A channel of whatever the column holds; whole numbers (years, draws) get whole ticks without separators. */
export function scaled(
  role: Role,
  data: ChartData,
  title: Json,
  { axis, ...more }: { axis?: JsonObject; scale?: JsonObject } = {},
): JsonObject {
  const name = data.columns[role]?.type ?? '';
  const type = measure(name);
  if (type === 'nominal') return named(role, data, title, { axis: axis ?? {}, ...more });
  const whole: JsonObject = /INT/.test(name) ? { tickMinStep: 1, format: 'd' } : {};
  return { field: role, type, title, axis: { ...whole, ...axis }, ...more };
}

/** Colour by the column of that role, where there is one. */
export function coloured(data: ChartData): JsonObject {
  const column = data.columns.color;
  return column ? { color: named('color', data, readable(column.name)) } : {};
}

/** What the pointer shows, under the columns' own names. */
export function tooltip(data: ChartData): JsonObject {
  const entries = Object.entries(data.columns) as [Role, NonNullable<ChartData['columns'][Role]>][];
  return {
    tooltip: entries.map(([role, { name, type }]) => {
      const kind = measure(type);
      return { field: role, type: kind, title: name, ...(kind === 'quantitative' ? { format: ',.6~g' } : {}) };
    }),
  };
}
