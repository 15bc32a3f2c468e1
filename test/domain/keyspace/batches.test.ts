import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, batchRanges, tasksPerBatch } from '#main/domain/keyspace/batches';

describe('tasksPerBatch()', () => {
  it.each([
    ['fills the target', { tasks: 4000, slots: 16, taskSeconds: 40 }, 22],
    ['leaves no slot empty', { tasks: 60, slots: 16, taskSeconds: 40 }, 3],
    ['runs long tasks alone', { tasks: 60, slots: 4, taskSeconds: 3600 }, 1],
    ['assumes a minute where nothing is known', { tasks: 4000 }, 15],
    ['keeps to the most batches', { tasks: 100_000, slots: 100, taskSeconds: 3600 }, 10],
    ['takes all in one batch on one slot', { tasks: 5, taskSeconds: 1 }, 5],
    ['is one for fewer tasks than slots', { tasks: 3, slots: 100, taskSeconds: 1 }, 1],
    ['is one for nothing to do', { tasks: 0, taskSeconds: 1 }, 1],
  ])('%s', (_, options, expected) => {
    expect(tasksPerBatch(options)).toBe(expected);
  });

  it('keeps its promises for any run', () => {
    const options = fc.record({
      tasks: fc.integer({ min: 1, max: 300_000 }),
      slots: fc.integer({ min: 1, max: 2000 }),
      taskSeconds: fc.double({ min: 0.01, max: 100_000, noNaN: true }),
      maxBatches: fc.integer({ min: 2000, max: 10_000 }),
    });
    fc.assert(
      fc.property(options, (run) => {
        const perBatch = tasksPerBatch(run);
        const batches = batchRanges(run.tasks, perBatch).length;
        expect(perBatch).toBeGreaterThanOrEqual(1);
        expect(batches).toBeLessThanOrEqual(run.maxBatches);
        expect(batches).toBeGreaterThanOrEqual(Math.min(run.slots, run.tasks, run.maxBatches) / 2);
        const forced = perBatch === Math.ceil(run.tasks / run.maxBatches);
        if (!forced && perBatch > 1) {
          expect(perBatch * run.taskSeconds).toBeLessThanOrEqual(900);
          expect(batches).toBeGreaterThanOrEqual(run.slots);
        }
      }),
    );
  });

  it.each([
    { tasks: -1 },
    { tasks: 1.5 },
    { tasks: 1, slots: 0 },
    { tasks: 1, taskSeconds: 0 },
    { tasks: 1, taskSeconds: NaN },
    { tasks: 1, targetSeconds: 0 },
    { tasks: 1, maxBatches: 0 },
  ])('refuses %o', (options) => {
    expect(() => tasksPerBatch(options)).toThrow(RangeError);
  });
});

describe('batchRanges()', () => {
  it('has every task in exactly one batch, in order', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.integer({ min: 1, max: 500 }), (tasks, perBatch) => {
        const ranges = batchRanges(tasks, perBatch);
        const covered = ranges.flatMap(({ batch, first, end }) =>
          Array.from({ length: end - first }, (_, i) => ({ task: first + i, batch })),
        );
        expect(covered).toEqual(Array.from({ length: tasks }, (_, task) => ({ task, batch: batchOf(task, perBatch) })));
        expect(ranges.map(({ batch }) => batch)).toEqual(ranges.map((_, i) => i));
        expect(ranges.every(({ first, end }) => end > first)).toBe(true);
      }),
    );
  });

  it('refuses a batch of nothing', () => {
    expect(() => batchRanges(5, 0)).toThrow('Expected `perBatch` to be a whole number from 1 up, got 0');
  });
});
