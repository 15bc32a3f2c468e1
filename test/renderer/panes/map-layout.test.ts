import { expect, test } from 'vitest';
import type { TaskRow, TaskState } from '#contract/run';
import { cellSize, layOut } from '../../../renderer/panes/monitor/map-layout.ts';
import { countStates } from '../../../renderer/panes/monitor/count-states.ts';

const task = (number: number, draw: number, seed: number, scenario: string, state: TaskState = 'done'): TaskRow => ({
  task: number,
  batch: 0,
  attempt: 1,
  state,
  seconds: null,
  peak_rss_mb: null,
  input_draw: draw,
  random_seed: seed,
  branch: { intervention: { scenario } },
});

test('a map a branch; draws down, seeds across, in the order of the tasks; a gap where a task is missing', () => {
  const maps = layOut([
    task(0, 202, 5, 'baseline'),
    task(1, 202, 5, 'treated'),
    task(2, 202, 4, 'baseline'),
    task(3, 170, 5, 'baseline'),
  ]);
  expect(maps.map(({ label }) => label)).toEqual(['scenario: baseline', 'scenario: treated']);
  expect(maps[0]).toMatchObject({ draws: [202, 170], seeds: [5, 4] });
  expect(maps[0]?.cells.map((row) => row.map((cell) => cell?.task))).toEqual([
    [0, 2],
    [3, undefined],
  ]);
});

test('no tasks, no maps', () => expect(layOut([])).toEqual([]));

test('cells fit the room and stay within what can be seen and pointed at', () => {
  expect(cellSize(400, 20, 10)).toBe(20);
  expect(cellSize(400, 100, 10)).toBe(4);
  expect(cellSize(400, 1000, 10)).toBe(3);
  expect(cellSize(4000, 2, 100)).toBe(3);
});

test('counts of states', () => {
  const counts = countStates([task(0, 1, 1, 'a'), task(1, 1, 1, 'a', 'failed'), task(2, 1, 1, 'a')]);
  expect(counts).toEqual({ queued: 0, running: 0, done: 2, failed: 1, lost: 0 });
});
