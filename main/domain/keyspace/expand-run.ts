import { KeyspaceError } from './errors.ts';
import { readBranches, readKeyspace } from './keyspace-file.ts';
import { planOf, type KeyspacePlan, type Task } from './keyspace.ts';
import type { PyDict, PyList } from './python/values.ts';
import { sampleDraws, sampleSeeds, type PsimulateVersion } from './samples.ts';

export interface ExpandRequest {
  /** The texts of the run's keyspace.yaml and branches.yaml (the expanded one). */
  keyspaceText: string;
  branchesText: string;
  psimulate: PsimulateVersion;
  /** How many draws and seeds to add; default none. Fewer seeds are added when fewer are left. */
  addDraws?: number;
  addSeeds?: number;
}

export interface ExpandedPlan extends KeyspacePlan {
  /** The tasks that the run does not have yet, in the order of `tasks`. */
  added: Task[];
}

/**
 * A run with more draws or seeds, as `psimulate expand` makes it; nothing that is there changes its meaning.
 * Source: Keyspace.from_previous_run, add_draws and add_seeds.
 * @throws KeyspaceError
 */
export function expandRun(request: ExpandRequest): ExpandedPlan {
  const { psimulate, addDraws = 0, addSeeds = 0 } = request;
  const keyspace = readKeyspace(request.keyspaceText);
  const branches = readBranches(request.branchesText);
  const draws = sampleDraws(psimulate, { value: wholeNumber(addDraws) }, existing(keyspace, 'input_draw'));
  append(keyspace, 'input_draw', draws);
  const seeds = sampleSeeds(psimulate, { value: wholeNumber(addSeeds) }, existing(keyspace, 'random_seed'));
  append(keyspace, 'random_seed', seeds);
  const plan = planOf(keyspace, branches);
  const [newDraws, newSeeds] = [new Set(draws), new Set(seeds)];
  const added = plan.tasks.filter((task) => newDraws.has(task.input_draw) || newSeeds.has(task.random_seed));
  return { ...plan, added };
}

function wholeNumber(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new KeyspaceError('ValueError', `Expected a whole number of draws or seeds to add, got ${value}.`);
}

function existing(keyspace: PyDict, axis: string): number[] {
  return listOf(keyspace, axis).map(Number);
}

function append(keyspace: PyDict, axis: string, values: readonly number[]): void {
  keyspace.set(axis, [...listOf(keyspace, axis), ...values.map(BigInt)]);
}

function listOf(keyspace: PyDict, axis: string): PyList {
  const values = keyspace.get(axis);
  if (Array.isArray(values)) return values;
  throw new KeyspaceError('KeyError', `'${axis}'`);
}
