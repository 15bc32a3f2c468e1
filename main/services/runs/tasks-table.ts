import type { PlannedTask } from '#contract/run';
import { BranchConfiguration } from '#contract/run';
import type { Parquet, ParquetColumn } from '#main/adapters/parquet/port';
import { flattenBranch } from '#main/domain/keyspace/flatten';
import type { PlainValue } from '#main/domain/keyspace/plain';

/** Names that a branch's key may not take in tasks.parquet; such a key is in `branch` only. */
const OWN = ['task', 'batch', 'input_draw', 'random_seed', 'branch'];

/** tasks.parquet: a row a task in the order of the plan, the branch as JSON and flat, a column a dotted key. */
export function taskColumns(tasks: readonly PlannedTask[], batchSize: number): ParquetColumn[] {
  // Tasks share their branches: each is written and flattened once.
  const seen = new Map<PlannedTask['branch'], { json: string; flat: Record<string, PlainValue> }>();
  const branchOf = (branch: PlannedTask['branch']) => {
    let known = seen.get(branch);
    if (!known) seen.set(branch, (known = { json: JSON.stringify(branch), flat: flattenBranch(branch) }));
    return known;
  };
  const branches = tasks.map(({ branch }) => branchOf(branch));
  const keys = [...new Set([...seen.values()].flatMap(({ flat }) => Object.keys(flat)))].filter(
    (key) => !OWN.includes(key),
  );
  return [
    { name: 'task', type: 'int64', values: tasks.map((_, task) => task) },
    { name: 'batch', type: 'int32', values: tasks.map((_, task) => Math.floor(task / batchSize)) },
    { name: 'input_draw', type: 'int64', values: tasks.map(({ input_draw }) => input_draw) },
    { name: 'random_seed', type: 'int64', values: tasks.map(({ random_seed }) => random_seed) },
    { name: 'branch', type: 'string', values: branches.map(({ json }) => json) },
    ...keys.map((name) =>
      flatColumn(
        name,
        branches.map(({ flat }) => flat[name] ?? null),
      ),
    ),
  ];
}

function flatColumn(name: string, values: PlainValue[]): ParquetColumn {
  const given = values.filter((value) => value !== null);
  if (given.every((value) => typeof value === 'boolean'))
    return { name, type: 'boolean', values: values.map((value) => (typeof value === 'boolean' ? value : null)) };
  if (given.every((value) => typeof value === 'number')) {
    const type = given.every((value) => Number.isSafeInteger(value)) ? 'int64' : 'double';
    return { name, type, values: values.map((value) => (typeof value === 'number' ? value : null)) };
  }
  const text = (value: PlainValue) =>
    value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return { name, type: 'string', values: values.map(text) };
}

/** The tasks of a stored tasks.parquet, in order. */
export async function readTasks(parquet: Parquet, bytes: Uint8Array): Promise<PlannedTask[]> {
  const {
    task = [],
    input_draw = [],
    random_seed = [],
    branch = [],
  } = await parquet.read(bytes, ['task', 'input_draw', 'random_seed', 'branch']);
  const branches = new Map<string, PlannedTask['branch']>();
  const tasks: PlannedTask[] = [];
  task.forEach((number, row) => {
    const json = String(branch[row]);
    const parsed = branches.get(json) ?? BranchConfiguration.parse(JSON.parse(json));
    branches.set(json, parsed);
    tasks[Number(number)] = {
      input_draw: Number(input_draw[row]),
      random_seed: Number(random_seed[row]),
      branch: parsed,
    };
  });
  return tasks;
}

/**
 * finished_sim_metadata.csv as psimulate 2.3.5 writes it: the branch's dotted keys, then draw and seed, a row a finished
 * task. Its restart and its readers know by it what is there. Source: format_and_record_details, pandas' to_csv.
 */
export function finishedCsv(tasks: readonly PlannedTask[], isDone: (task: number) => boolean): string {
  const flats = new Map(
    [...new Set(tasks.map(({ branch }) => branch))].map((branch) => [branch, flattenBranch(branch)]),
  );
  const keys = [...new Set([...flats.values()].flatMap((flat) => Object.keys(flat)))];
  const rows = tasks.flatMap(({ branch, input_draw, random_seed }, task) => {
    if (!isDone(task)) return [];
    const flat = flats.get(branch) ?? {};
    return [[...keys.map((key) => cell(flat[key] ?? null)), input_draw, random_seed].join(',')];
  });
  return `${[[...keys.map(cell), 'input_draw', 'random_seed'].join(','), ...rows].join('\n')}\n`;
}

/** Python's words for what has them, quoted as its csv module does where needed. */
function cell(value: PlainValue): string {
  const text =
    value === null
      ? ''
      : value === true
        ? 'True'
        : value === false
          ? 'False'
          : typeof value === 'object'
            ? JSON.stringify(value)
            : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
