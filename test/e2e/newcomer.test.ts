import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueryResult, Summary } from '#contract/results';
import { cli } from '#test/support/cli';
import { hasPython, runPython } from '#test/support/numpy';
import { survivors } from './support/processes.ts';

const SUMMARISE = `import json, sys, numpy as np
print(json.dumps([[np.mean(v), *np.percentile(v, [2.5, 97.5])] for v in json.loads(sys.argv[1])]))`;

// What the README tells a newcomer to type, in order, on an empty home.
describe.skipIf(!hasPython)('the whole way on the command line', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vivarium-aws-e2e-'));
  });
  afterAll(async () => {
    await cli(home, ['sandbox', 'stop']);
    expect(await survivors(home, 10_000)).toEqual([]);
    await rm(home, { recursive: true, force: true });
  });

  const ok = async (...args: string[]) => {
    const result = await cli(home, [...args, '--json']);
    expect(result.exitCode, result.stderr).toBe(0);
    return result.json() as Record<string, unknown>;
  };

  test('sandbox start', async () => {
    expect(await ok('sandbox', 'start')).toMatchObject({ state: 'running', detached: true, sample_ready: true });
  });

  test('run start --wait ends in under three minutes with all twelve tasks done', async () => {
    const began = Date.now();
    const status = await ok('run', 'start', '--model', 'sample', '--wait');
    expect(status).toMatchObject({ total: 12, done: 12, running: 0, queued: 0, failed: 0, lost: 0, state: 'complete' });
    expect(Date.now() - began).toBeLessThan(180_000);
    expect(await ok('run', 'status')).toMatchObject({ id: status.id, done: 12 });
  });

  test('its rows are those of the finished sample run: simulations are deterministic', async () => {
    const runs = (await ok('run', 'list')) as unknown as { id: string }[];
    expect(runs).toHaveLength(2);
    const rows = await Promise.all(
      runs.map(async ({ id }) => {
        const sql = 'SELECT * FROM deaths UNION ALL BY NAME SELECT * FROM ylls ORDER BY ALL';
        return ((await ok('results', 'query', '--run', id, '--sql', sql)) as unknown as QueryResult).rows;
      }),
    );
    expect(rows[0]?.length).toBeGreaterThan(1000);
    expect(rows[0]).toEqual(rows[1]);
  });

  test('results summary is numpy’s', async () => {
    const summary = (await ok('results', 'summary', '--metric', 'deaths', '--by', 'scenario')) as unknown as Summary;
    const { rows } = (await ok(
      'results',
      'query',
      '--sql',
      'SELECT scenario::VARCHAR, input_draw, sum(value)::DOUBLE FROM deaths GROUP BY ALL ORDER BY ALL',
    )) as unknown as QueryResult;
    const totals = (scenario: string) => rows.filter((row) => row[0] === scenario).map((row) => Number(row[2]));
    const baseline = totals('baseline');
    const treated = totals('treated');
    const averted = baseline.map((value, draw) => value - (treated[draw] ?? Number.NaN));
    const expected = await runPython<number[][]>(SUMMARISE, JSON.stringify([baseline, treated, averted]));
    const got = [...summary.rows, ...summary.differences].map(({ mean, lower, upper }) => [mean, lower, upper]);
    expect(got).toHaveLength(3);
    got.flat().forEach((value, i) => expect(value).toBeCloseTo(expected.flat()[i] ?? Number.NaN, 9));
  });

  test('results export writes what it says', async () => {
    for (const [format, beginning] of [
      ['svg', '<svg'],
      ['html', '<!doctype html>'],
      ['csv', 'quantity,scenario,mean'],
    ] as const) {
      const out = join(home, `averted.${format}`);
      await ok('results', 'export', '--metric', 'deaths', '--by', 'scenario', '--out', out);
      expect((await readFile(out, 'utf8')).slice(0, 200).toLowerCase()).toContain(beginning);
    }
  });

  test.each([
    ['an unknown metric', ['results', 'summary', '--metric', 'nonsense'], 'bad-input', 2],
    ['SQL that does not run', ['results', 'query', '--sql', 'SELECT nonsense FROM deaths'], 'query-failed', 1],
    ['an unknown run', ['run', 'status', '--run', 'none/2020_01_01_00_00_00'], 'not-found', 1],
  ])('%s is one plain sentence', async (_, args, code, exitCode) => {
    const result = await cli(home, [...args, '--json']);
    expect(result.exitCode).toBe(exitCode);
    const error = JSON.parse(result.stderr.trim().split('\n').at(-1) ?? '') as { code: string; message: string };
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\n|at .*\.js/);
  });
});
