import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, describe, expect, test } from 'vitest';
import { drawSummary, scenarioDifference, summaryWithDifference } from '#main/domain/statistics/index';

const COMPARISON = { column: 'scenario', reference: 'baseline' };
const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const found = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
    ),
  );
}

/** scenario, sex, draw, seed, value */
type Row = [string, string, number, number, number | null];

async function fill(values: Row[]): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TABLE deaths (scenario VARCHAR, sex VARCHAR, input_draw BIGINT, random_seed BIGINT, value DOUBLE)',
  );
  for (const [scenario, sex, draw, seed, value] of values)
    await connection.run(`INSERT INTO deaths VALUES ('${scenario}', '${sex}', ${draw}, ${seed}, ${value})`);
}

beforeEach(() =>
  fill([
    ['baseline', 'F', 1, 1, 4],
    ['baseline', 'F', 1, 1, 1], // the same group twice (two causes): summed
    ['baseline', 'F', 1, 2, 6],
    ['baseline', 'F', 2, 1, 3],
    ['treated', 'F', 1, 1, 2],
    ['treated', 'F', 1, 2, 1],
    ['treated', 'F', 2, 1, 5],
  ]),
);

describe('summary over draws', () => {
  test('sums seeds within a draw, then takes mean and linear percentiles', async () => {
    const found = await rows(drawSummary({ metric: 'deaths', by: ['scenario'], where: {} }));
    // baseline: draws 11 and 3: mean 7, percentiles 3 + 8 * 0.025 and 3 + 8 * 0.975
    expect(found).toMatchObject([
      { scenario: 'baseline', mean: 7, lower: expect.closeTo(3.2, 12), upper: expect.closeTo(10.8, 12), draws: 2 },
      { scenario: 'treated', mean: 4, draws: 2 },
    ]);
  });

  test('a draw without a row of the group is left out, not zero', async () => {
    await connection.run(`INSERT INTO deaths VALUES ('baseline', 'M', 2, 1, 8)`);
    expect(await rows(drawSummary({ metric: 'deaths', by: ['sex'], where: { scenario: ['baseline'] } }))).toMatchObject(
      [
        { sex: 'F', mean: 7, draws: 2 },
        { sex: 'M', mean: 8, draws: 1 },
      ],
    );
  });

  test('only rows with the wanted values; numbers and text of them alike', async () => {
    const where = { scenario: ['treated'], input_draw: ['1', 2] };
    expect(await rows(drawSummary({ metric: 'deaths', by: [], where }))).toMatchObject([{ mean: 4, draws: 2 }]);
    expect(await rows(drawSummary({ metric: 'deaths', by: [], where: { scenario: [] } }))).toEqual([]);
  });

  test('rows without a value do not count', async () => {
    await connection.run(`INSERT INTO deaths VALUES ('baseline', 'F', 3, 1, NULL)`);
    expect(await rows(drawSummary({ metric: 'deaths', by: ['scenario'], where: {} }))).toMatchObject([
      { draws: 2 },
      { draws: 2 },
    ]);
  });
});

describe('difference of scenarios', () => {
  test('is reference minus other within draw and seed, summed over seeds', async () => {
    const found = await rows(scenarioDifference({ metric: 'deaths', by: [], where: {} }, COMPARISON));
    // draw 1: (5 - 2) + (6 - 1) = 8; draw 2: 3 - 5 = -2
    expect(found).toEqual([
      { scenario: 'treated', mean: 3, lower: expect.closeTo(-1.75, 12), upper: expect.closeTo(7.75, 12), draws: 2 },
    ]);
  });

  test('a simulation without its partner does not count', async () => {
    await connection.run(`INSERT INTO deaths VALUES ('baseline', 'F', 2, 2, 100), ('treated', 'F', 3, 1, 100)`);
    expect(await rows(scenarioDifference({ metric: 'deaths', by: [], where: {} }, COMPARISON))).toMatchObject([
      { mean: 3, draws: 2 },
    ]);
  });

  test('groups are compared with their like, NULL among them', async () => {
    await connection.run(`INSERT INTO deaths VALUES ('baseline', NULL, 1, 1, 7), ('treated', NULL, 1, 1, 4)`);
    expect(await rows(scenarioDifference({ metric: 'deaths', by: ['sex'], where: {} }, COMPARISON))).toMatchObject([
      { sex: 'F', scenario: 'treated', mean: 3 },
      { sex: null, scenario: 'treated', mean: 3, draws: 1 },
    ]);
  });

  test('both in one statement are the two apart', async () => {
    const population = { metric: 'deaths', by: ['sex', 'scenario'], where: {} };
    const both = await rows(summaryWithDifference(population, COMPARISON));
    const [totals, averted] = await Promise.all([
      rows(drawSummary(population)),
      rows(scenarioDifference(population, COMPARISON)),
    ]);
    expect(both).toEqual([
      ...totals.map((row) => ({ quantity: 'total', ...row })),
      ...averted.map((row) => ({ quantity: 'averted', ...row })),
    ]);
  });
});
