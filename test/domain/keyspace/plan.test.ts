import { describe, expect, it } from 'vitest';
import { planKeyspace } from '#main/domain/keyspace/plan';
import { readBranchesFile, readKeyspaceFile } from '#main/domain/keyspace/keyspace-file';
import type { Branch } from '#main/domain/keyspace/plain';
import { asSets, goldenCases, goldenError } from './goldens.ts';

interface Jobs {
  count: number;
  jobs_in_keyspace_order: { input_draw: number; random_seed: number; branch_configuration: Branch }[];
}

describe('planKeyspace() as psimulate', () => {
  it.each(goldenCases('jobs.json'))('$name: tasks in order', ({ psimulate, read }) => {
    const jobs = JSON.parse(read('jobs.json')) as Jobs;
    const plan = planKeyspace({ text: read('branches.yaml'), psimulate });
    const expected = jobs.jobs_in_keyspace_order.map(({ input_draw, random_seed, branch_configuration }) => ({
      input_draw,
      random_seed,
      branch: branch_configuration,
    }));
    expect(plan.tasks.slice(0, expected.length)).toEqual(expected);
    expect(plan.counts.tasks).toBe(jobs.count);
    expect(plan.tasks).toHaveLength(jobs.count);
  });

  it.each(goldenCases('keyspace.yaml'))('$name: files', ({ psimulate, read }) => {
    const plan = planKeyspace({ text: read('branches.yaml'), psimulate });
    expect(plan.files.branches).toBe(read('expanded_branches.yaml'));
    expect(plan.branches).toEqual(readBranchesFile(read('expanded_branches.yaml')));
    expect(asSets(plan.keyspace)).toEqual(asSets(readKeyspaceFile(read('keyspace.yaml'))));
    expect(plan.files.keyspace.split('\n').sort()).toEqual(read('keyspace.yaml').split('\n').sort());
  });

  it.each(goldenCases('error.txt'))('$name: error text', ({ psimulate, read }) => {
    const error = goldenError(() => planKeyspace({ text: read('branches.yaml'), psimulate }));
    expect(`${error}\n`).toBe(read('error.txt'));
  });

  it('found cases of both psimulates', () => {
    expect(goldenCases('jobs.json').length + goldenCases('error.txt').length).toBeGreaterThanOrEqual(80);
  });
});

describe('artifacts in branches', () => {
  const text = 'branches:\n- input_data: {artifact_path: [a.hdf, /b//c.hdf/, s3://bucket/d.hdf]}\n';
  const plan = (artifactExists: (path: string) => boolean) =>
    planKeyspace({ text, psimulate: '4.7.2', artifactExists });

  it('asks for every one but the first, by the path that Python makes of it', () => {
    const asked: string[] = [];
    plan((path) => asked.push(path) > 0);
    expect(asked).toEqual(['/b/c.hdf', 's3://bucket/d.hdf']);
  });

  it('refuses what is not there', () => {
    expect(goldenError(() => plan((path) => path.startsWith('/')))).toBe(
      'FileNotFoundError: Cannot find artifact at path s3:/bucket/d.hdf',
    );
  });

  it('refuses an artifact for the whole run beside them', () => {
    const run = () =>
      planKeyspace({ text, psimulate: '2.3.5', artifactExists: () => true, modelArtifactPath: '/model.hdf' });
    expect(goldenError(run)).toMatch(/^ConfigurationError: Artifact path cannot be specified both/);
    expect(() => planKeyspace({ text: 'a: 1', psimulate: '2.3.5', modelArtifactPath: '/model.hdf' })).not.toThrow();
  });
});

describe('sizes', () => {
  it('plans 100,000 tasks in under a second', () => {
    const text =
      'input_draw_count: 100\nrandom_seed_count: 250\nbranches:\n- {scenario: [a, b], coverage: [0.5, 1.0]}\n';
    const start = performance.now();
    const plan = planKeyspace({ text, psimulate: '4.7.2' });
    const seconds = (performance.now() - start) / 1000;
    expect(plan.counts).toEqual({ draws: 100, seeds: 250, branches: 4, tasks: 100_000 });
    expect(seconds).toBeLessThan(1);
  });

  it('refuses a slip of the pen before it fills the memory', () => {
    const list = `[${Array.from({ length: 50 }, (_, i) => i).join(', ')}]`;
    const branches = `branches:\n- {a: ${list}, b: ${list}, c: ${list}, d: ${list}, e: ${list}}\n`;
    expect(goldenError(() => planKeyspace({ text: branches, psimulate: '4.7.2' }))).toMatch(/^MemoryError/);
    const tasks = `input_draw_count: 250\nrandom_seed_count: 10000\nbranches:\n- {a: ${list}}\n`;
    expect(goldenError(() => planKeyspace({ text: tasks, psimulate: '4.7.2' }))).toMatch(/^MemoryError/);
  });
});
