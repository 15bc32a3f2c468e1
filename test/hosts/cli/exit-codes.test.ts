import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppErrorData } from '#contract/app-error';
import { RunPlan } from '#contract/run';
import { cli } from '#test/support/cli';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'keyspace');

const Jobs = z.object({
  jobs_in_keyspace_order: z
    .array(z.object({ input_draw: z.number(), random_seed: z.number(), branch_configuration: z.json() }))
    .min(1),
});

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'vivarium-aws-cli-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const branches = (version: string, name: string) => join(FIXTURES, version, name, 'branches.yaml');

describe('exit codes', () => {
  test.each([
    [['--help'], 0],
    [['--version'], 0],
    [['run', '--help'], 0],
    [['run', 'plan', '--help'], 0],
    [['workspace', 'list'], 0],
    [[], 2],
    [['nonsense'], 2],
    [['run'], 2],
    [['run', 'nonsense'], 2],
    [['run', 'plan'], 2],
    [['run', 'plan', '--branches', 'there-is-no-such-file.yaml'], 2],
    [['run', 'plan', '--branches', branches('4.7.2', '24-draws-1001')], 2],
    [['run', 'start', '--model', 'sample', '--slots', 'many'], 2],
    [['results', 'query'], 2],
    [['results', 'export', '--sql', 'SELECT 1', '--out', 'figure.docx'], 2],
    [['workspace', 'use', 'NOT A NAME'], 2],
    [['workspace', 'show', 'nowhere'], 1],
    [['--json', 'run', 'list'], 2],
  ])('%j: %i', async (args, exitCode) => {
    const result = await cli(home, args);
    expect(result.exitCode, result.stderr).toBe(exitCode);
    if (exitCode !== 0) expect(result.stdout).toBe('');
    expect(result.stderr).not.toMatch(/\n\s+at .+:\d+/);
  });
});

describe('errors', () => {
  test.each([
    [['run', 'plan', '--json']],
    [['run', 'nonsense', '--json']],
    [['run', 'plan', '--json', '--branches', 'there-is-no-such-file.yaml']],
    [['workspace', 'show', 'nowhere', '--json']],
  ])('%j: one JSON document on standard error, nothing on standard output', async (args) => {
    const { stdout, stderr } = await cli(home, args);
    expect(stdout).toBe('');
    const error = AppErrorData.parse(JSON.parse(stderr));
    expect(error.message).toMatch(/\.$/);
  });

  test('for people: what was tried, what went wrong, what to do', async () => {
    const { stderr } = await cli(home, ['workspace', 'show', 'nowhere']);
    expect(stderr.split('\n')).toEqual([
      'While opening the workspace nowhere:',
      '  There is no workspace named nowhere.',
      expect.stringContaining('workspace list'),
    ]);
  });

  test('YAML that is none says where', async () => {
    const chart = join(home, 'chart.yaml');
    writeFileSync(chart, 'type: line\nx: [1\n');
    const { exitCode, stderr } = await cli(home, [
      'results',
      'export',
      '--chart',
      chart,
      '--sql',
      'SELECT 1',
      '--out',
      'x.svg',
      '--json',
    ]);
    expect(exitCode).toBe(2);
    expect(AppErrorData.parse(JSON.parse(stderr))).toMatchObject({ code: 'bad-input', position: expect.any(Number) });
  });
});

describe('run plan', () => {
  test.each(['2.3.5', '4.7.2'])('has the fixed shape, in the order of psimulate %s', async (version) => {
    const name = '01-basic-counts';
    const result = await cli(home, [
      'run',
      'plan',
      '--branches',
      branches(version, name),
      '--psimulate',
      version,
      '--json',
    ]);
    expect(result.exitCode).toBe(0);
    const plan = result.json() as RunPlan;
    expect(Object.keys(plan).sort()).toEqual(['counts', 'tasks']);
    expect(RunPlan.parse(plan)).toEqual(plan);
    const golden = Jobs.parse(JSON.parse(readFileSync(join(FIXTURES, version, name, 'jobs.json'), 'utf8')));
    expect(plan.tasks).toEqual(
      golden.jobs_in_keyspace_order.map(({ input_draw, random_seed, branch_configuration }) => ({
        input_draw,
        random_seed,
        branch: branch_configuration,
      })),
    );
    expect(plan.counts.tasks).toBe(golden.jobs_in_keyspace_order.length);
  });

  test("psimulate's own words for what it refuses", async () => {
    const { exitCode, stderr } = await cli(home, [
      'run',
      'plan',
      '--branches',
      branches('4.7.2', '24-draws-1001'),
      '--json',
    ]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('input_draw_count must be within 1-1000. Given: 1001'),
    });
  });

  test('reads standard input', async () => {
    const { json } = await cli(
      home,
      ['run', 'plan', '--branches', '-', '--json'],
      'input_draw_count: 1\nrandom_seed_count: 2\n',
    );
    expect(json()).toMatchObject({ counts: { draws: 1, seeds: 2, tasks: 2 } });
  });
});
