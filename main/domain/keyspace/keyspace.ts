import { KeyspaceError } from './errors.ts';
import { toPlain, toPlainDict, type Branch, type PlainValue } from './plain.ts';
import { iterate } from './counts.ts';
import type { PyDict } from './python/values.ts';
import { type PyValue } from './python/values.ts';
import { dump } from './pyyaml/dump.ts';

/** One simulation: a draw, a seed and a branch. Tasks of the same branch share the one `branch` object. */
export interface Task {
  input_draw: number;
  random_seed: number;
  branch: Branch;
}

/** A sweep as psimulate sees it, with the two files that it would write for it. */
export interface KeyspacePlan {
  /** In psimulate's order: draws, then seeds, then branches, the last running fastest. */
  tasks: Task[];
  /** The values of `input_draw`, `random_seed` and each dotted branch key. */
  keyspace: Record<string, PlainValue[]>;
  /** Task `i` has branch `i % branches.length`. */
  branches: Branch[];
  counts: { draws: number; seeds: number; branches: number; tasks: number };
  /** The texts of keyspace.yaml and of the expanded branches.yaml; here 1 and 1.0 are still apart. */
  files: { keyspace: string; branches: string };
}

/** psimulate has no such limit; more tasks than this are a slip, and would fill the memory. */
const MAX_TASKS = 5_000_000;

/** Joins the parts of a sweep, given as Python's values. */
export function planOf(keyspace: PyDict, branches: readonly PyDict[]): KeyspacePlan {
  const draws = integers(keyspace.get('input_draw') ?? []);
  const seeds = integers(keyspace.get('random_seed') ?? []);
  const plainBranches = branches.map(toPlainDict);
  const total = draws.length * seeds.length * branches.length;
  if (total > MAX_TASKS) throw new KeyspaceError('MemoryError', `This file describes more than ${MAX_TASKS} tasks.`);
  const tasks: Task[] = [];
  for (const input_draw of draws) {
    for (const random_seed of seeds) {
      for (const branch of plainBranches) tasks.push({ input_draw, random_seed, branch });
    }
  }
  return {
    tasks,
    keyspace: Object.fromEntries(
      keyspace.entries().map(([key, values]) => [String(key), iterate(values).map(toPlain)]),
    ),
    branches: plainBranches,
    counts: { draws: draws.length, seeds: seeds.length, branches: branches.length, tasks: total },
    files: { keyspace: dump(keyspace), branches: dump([...branches]) },
  };
}

/** Python's `int(value)` of each: True counts as 1 and 5.0 as 5. */
function integers(values: PyValue): number[] {
  return iterate(values).map(Number);
}
