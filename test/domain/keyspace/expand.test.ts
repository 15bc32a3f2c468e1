import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flattenBranch } from '#main/domain/keyspace/flatten';
import { planKeyspace } from '#main/domain/keyspace/plan';

const name = fc.stringMatching(/^[a-z]{1,6}$/);
const values = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 });
/** Templates with one level of nesting; the names of groups and of plain keys cannot meet. */
const template = fc.dictionary(
  fc.oneof(
    name.map((text) => `k_${text}`),
    fc.tuple(name, name).map(([group, key]) => `g_${group}.${key}`),
  ),
  values,
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
);

function branchesText(flat: Record<string, number[]>): string {
  const lines = Object.entries(flat).map(([key, list]) => `  ${key}: [${list.join(', ')}]`);
  return `branches:\n-\n${lines.join('\n')}\n`;
}

const expand = (flat: Record<string, number[]>) => planKeyspace({ text: branchesText(flat), psimulate: '4.7.2' });

describe('expansion of a template', () => {
  it('gives the product of its lists, each combination once', () => {
    fc.assert(
      fc.property(template, (flat) => {
        const { branches, counts } = expand(flat);
        const product = Object.values(flat).reduce((size, list) => size * list.length, 1);
        expect(counts.branches).toBe(product);
        expect(new Set(branches.map((branch) => JSON.stringify(flattenBranch(branch)))).size).toBe(product);
      }),
    );
  });

  it('runs through the sorted keys like an odometer, the first one fastest', () => {
    fc.assert(
      fc.property(template, (flat) => {
        const keys = Object.keys(flat).sort();
        expand(flat).branches.forEach((branch, index) => {
          let rest = index;
          const expected = keys.map((key) => {
            const list = flat[key] ?? [];
            const value = list[rest % list.length];
            rest = Math.floor(rest / list.length);
            return [key, value];
          });
          expect(flattenBranch(branch)).toEqual(Object.fromEntries(expected));
        });
      }),
    );
  });

  it('lists tasks by draw, then seed, then branch, and each once', () => {
    const count = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(template, count, count, (flat, draws, seeds) => {
        const text = `input_draw_count: ${draws}\nrandom_seed_count: ${seeds}\n${branchesText(flat)}`;
        const { tasks, branches, keyspace } = planKeyspace({ text, psimulate: '2.3.5' });
        expect(tasks).toHaveLength(draws * seeds * branches.length);
        tasks.forEach((task, index) => {
          expect(task.branch).toBe(branches[index % branches.length]);
          expect(task.random_seed).toBe(keyspace.random_seed?.[Math.floor(index / branches.length) % seeds]);
          expect(task.input_draw).toBe(keyspace.input_draw?.[Math.floor(index / branches.length / seeds)]);
        });
        expect(new Set(tasks.map((task) => JSON.stringify(task))).size).toBe(tasks.length);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the draws of a smaller sweep at the front of a larger one', () => {
    const draws = (count: number) =>
      planKeyspace({ text: `input_draw_count: ${count}`, psimulate: '4.7.2' }).keyspace.input_draw;
    expect(draws(250)?.slice(0, 10)).toEqual(draws(10));
  });
});
