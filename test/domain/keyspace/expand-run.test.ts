import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRun } from '#main/domain/keyspace/expand-run';
import { readKeyspaceFile } from '#main/domain/keyspace/keyspace-file';
import type { Branch } from '#main/domain/keyspace/plain';
import { planKeyspace } from '#main/domain/keyspace/plan';
import { PSIMULATE_VERSIONS } from '#main/domain/keyspace/samples';
import { asSets, goldenCases, goldenError } from './goldens.ts';

interface Expansion {
  add_draws: number;
  add_seeds: number;
  keyspace: Record<string, unknown[]>;
  total_jobs: number;
  new_jobs: number;
  new_jobs_sorted?: [number, number, Branch][];
  error_type?: string;
  message?: string;
}

const sorted = (tasks: readonly unknown[]): string[] => tasks.map((task) => JSON.stringify(task)).sort();

describe('expandRun() as psimulate expand', () => {
  it.each(goldenCases('expand.json'))('$name', ({ psimulate, read }) => {
    const files = { keyspaceText: read('keyspace.yaml'), branchesText: read('expanded_branches.yaml'), psimulate };
    for (const expected of JSON.parse(read('expand.json')) as Expansion[]) {
      const run = () => expandRun({ ...files, addDraws: expected.add_draws, addSeeds: expected.add_seeds });
      if (expected.error_type !== undefined) {
        expect(goldenError(run)).toBe(`${expected.error_type}: ${expected.message}`);
        continue;
      }
      const plan = run();
      expect(asSets(plan.keyspace)).toEqual(asSets(expected.keyspace));
      expect(asSets(readKeyspaceFile(plan.files.keyspace))).toEqual(asSets(expected.keyspace));
      expect(plan.files.branches).toBe(read('expanded_branches.yaml'));
      expect(plan.tasks).toHaveLength(expected.total_jobs);
      expect(plan.added).toHaveLength(expected.new_jobs);
      if (expected.new_jobs_sorted) {
        const added = plan.added.map(({ input_draw, random_seed, branch }) => [input_draw, random_seed, branch]);
        expect(sorted(added)).toEqual(sorted(expected.new_jobs_sorted));
      }
    }
  });

  it('keeps what is there, adds each task once, and never repeats a draw or seed', () => {
    const size = fc.integer({ min: 1, max: 12 });
    const more = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(...PSIMULATE_VERSIONS),
        size,
        size,
        more,
        more,
        (psimulate, d, s, addDraws, addSeeds) => {
          const text = `input_draw_count: ${d}\nrandom_seed_count: ${s}\nbranches:\n- {scenario: [a, b]}\n`;
          const before = planKeyspace({ text, psimulate });
          const { keyspace: keyspaceText, branches: branchesText } = before.files;
          const after = expandRun({ keyspaceText, branchesText, psimulate, addDraws, addSeeds });
          expect(after.counts.tasks).toBe((d + addDraws) * (s + addSeeds) * 2);
          expect(new Set(sorted(after.tasks)).size).toBe(after.counts.tasks);
          expect(sorted([...before.tasks, ...after.added])).toEqual(sorted(after.tasks));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    [{ addDraws: -1 }, 'ValueError: Input draw count must be between 0 and 249 (inclusive). You specified -1.'],
    [{ addDraws: 250 }, 'ValueError: Input draw count must be between 0 and 249 (inclusive). You specified 250.'],
    [{ addSeeds: 10_001 }, 'ValueError: Random seed count must be less than 10000.'],
    [{ addSeeds: -1 }, 'ValueError: Random seed count must not be negative. You specified -1.'],
    [{ addSeeds: 1.5 }, 'ValueError: Expected a whole number of draws or seeds to add, got 1.5.'],
  ])('refuses %o', (more, message) => {
    const { files } = planKeyspace({ text: '{}', psimulate: '4.7.2' });
    const request = { keyspaceText: files.keyspace, branchesText: files.branches, psimulate: '4.7.2' } as const;
    expect(goldenError(() => expandRun({ ...request, ...more }))).toBe(message);
  });

  it.each([
    ['[]', '- {}', /^ValueError: keyspace.yaml must be/],
    ['input_draw: [1]', '- {}', /^ValueError: keyspace.yaml must be/],
    ['input_draw: [1]\nrandom_seed: [2]', 'a: 1', /^ValueError: An expanded branches.yaml must be/],
    ['input_draw: [1]\nrandom_seed: [2]', '- a', /^ValueError: An expanded branches.yaml must be/],
  ])('refuses the files %j and %j', (keyspaceText, branchesText, message) => {
    expect(goldenError(() => expandRun({ keyspaceText, branchesText, psimulate: '4.7.2' }))).toMatch(message);
  });
});
