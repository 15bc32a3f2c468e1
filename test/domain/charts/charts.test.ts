import { describe, expect, test } from 'vitest';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import type { z } from 'zod';
import { ChartSpec } from '#contract/chart';
import { isAppError } from '#main/domain/app-error';
import { MOST_ROWS, toVegaLite, type Table } from '#main/domain/charts/index';
import { meaningfulOrder } from '#main/domain/charts/order';

const TABLE: Table = {
  columns: [
    { name: 'age.group [x]', type: 'VARCHAR' },
    { name: 'scenario', type: 'VARCHAR' },
    { name: 'mean', type: 'DOUBLE' },
    { name: 'lower', type: 'DOUBLE' },
    { name: 'upper', type: 'DOUBLE' },
  ],
  rows: ['2_to_4', 'early_neonatal', '1-5_months'].flatMap((age, index) =>
    ['baseline', 'treated'].map((scenario) => [age, scenario, index + 10, index + 8, index + 12]),
  ),
};

const draw = (spec: z.input<typeof ChartSpec>, table = TABLE, dark = false) =>
  toVegaLite(ChartSpec.parse(spec), table, dark);
const warnings = (spec: object) => {
  const said: string[] = [];
  const note = (...words: unknown[]) => (said.push(words.join(' ')), logger);
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  compile(spec as TopLevelSpec, { logger: logger as never });
  return said;
};

const SPECS: z.input<typeof ChartSpec>[] = [
  { type: 'interval', source: 't', x: 'age.group [x]', color: 'scenario' },
  { type: 'interval', source: 't', x: 'age.group [x]', color: 'scenario', mark: 'bar', facet: 'scenario' },
  { type: 'line', source: 't', x: 'age.group [x]', y: 'mean', lower: 'lower', upper: 'upper', color: 'scenario' },
  { type: 'bar', source: 't', x: 'age.group [x]', y: 'mean', color: 'scenario', stack: true },
  { type: 'scatter', source: 't', x: 'lower', y: 'mean', color: 'scenario', facet: 'age.group [x]' },
];

describe.each(SPECS)('$type', (spec) => {
  test.each([false, true])('is a specification that Vega-Lite takes without a word (dark: %s)', (dark) => {
    expect(warnings(draw(spec, TABLE, dark))).toEqual([]);
  });

  test('draws an empty table too', () => {
    expect(() => compile(draw(spec, { ...TABLE, rows: [] }) as unknown as TopLevelSpec)).not.toThrow();
  });
});

test('a column that is not there is named, with those that are', () => {
  const error = caught(() => draw({ type: 'line', source: 'cell', x: 'year', y: 'mean', color: 'sex' }));
  expect(error).toMatchObject({
    code: 'bad-input',
    message: 'The chart names columns that are not in “cell”: year, sex.',
  });
  expect(error?.advice).toBe('Its columns are: age.group [x], scenario, mean, lower, upper.');
});

test('more rows than can be read are refused', () => {
  const rows = Array.from({ length: MOST_ROWS + 1 }, () => TABLE.rows[0] ?? []);
  expect(caught(() => draw({ type: 'scatter', source: 't', x: 'lower', y: 'mean' }, { ...TABLE, rows }))?.code).toBe(
    'bad-input',
  );
});

test('values that are no numbers have no place on an axis', () => {
  const spec = draw(
    { type: 'scatter', source: 't', x: 'lower', y: 'mean' },
    { ...TABLE, rows: [['a', 'b', 'NaN', 'Infinity', 1]] },
  );
  expect(spec.data).toEqual({ name: 'table', values: [{ x: null, y: null }] });
});

test.each([
  [['2_to_4', '1-5_months', 'early_neonatal', '12_to_23_months', 'late_neonatal', '95_plus', '5_to_9'], ['early_neonatal', 'late_neonatal', '1-5_months', '12_to_23_months', '2_to_4', '5_to_9', '95_plus']],
  [['treated', 'baseline', 'treated'], ['treated', 'baseline']],
  [['2023', '2022'], ['2022', '2023']],
  [[10, 9], [9, 10]],
])('order of %j', (values, order) => expect(meaningfulOrder(values)).toEqual(order)); // prettier-ignore

function caught(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error.data;
    throw error;
  }
  return undefined;
}
