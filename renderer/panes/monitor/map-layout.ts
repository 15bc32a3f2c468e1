import type { TaskRow } from '#contract/run';
import { branchLabel } from '../../ui/branch.ts';

/** One branch's tasks as a table: a row a draw, a column a seed. Cells without a task are undefined. */
export interface BranchMap {
  label: string;
  draws: number[];
  seeds: number[];
  cells: (TaskRow | undefined)[][];
}

/** Tasks by branch, draw and seed, in the order in which the tasks name them first. Pure. */
export function layOut(tasks: readonly TaskRow[]): BranchMap[] {
  const branches = new Map<string, TaskRow[]>();
  for (const task of tasks) {
    const key = JSON.stringify(task.branch);
    const group = branches.get(key);
    if (group) group.push(task);
    else branches.set(key, [task]);
  }
  return [...branches.values()].map((group) => {
    const draws = [...new Set(group.map((task) => task.input_draw))];
    const seeds = [...new Set(group.map((task) => task.random_seed))];
    const rowOf = new Map(draws.map((draw, row) => [draw, row]));
    const columnOf = new Map(seeds.map((seed, column) => [seed, column]));
    const cells: (TaskRow | undefined)[][] = draws.map(() => Array.from({ length: seeds.length }, () => undefined));
    for (const task of group) {
      const row = cells[rowOf.get(task.input_draw) ?? 0];
      if (row) row[columnOf.get(task.random_seed) ?? 0] = task;
    }
    return { label: branchLabel(group[0]?.branch ?? {}), draws, seeds, cells };
  });
}

const MAP_HEIGHT = 340;

/** Pixels of a cell so that the map fits into `width` and a window: between 3 and 20. */
export function cellSize(width: number, columns: number, rows: number): number {
  const fit = Math.min(width / Math.max(1, columns), MAP_HEIGHT / Math.max(1, rows));
  return Math.max(3, Math.min(20, Math.floor(fit)));
}
