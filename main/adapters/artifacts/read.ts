import type { Dataset, File, Group } from 'h5wasm/node';
import type { ArtifactKey } from '#contract/artifact';
import { pickledNames } from './pickled-names.ts';

const ROWS = 10;
/** More value columns than this are draws, and shown by their summary. */
const SHOWN = 12;
const LONGEST_VALUE = 64 * 1024;

type Cell = string | number | null;

/** Keys of an artifact file, sorted. Runs in a thread: the library is synchronous. */
export async function readKeys(path: string): Promise<ArtifactKey[]> {
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  try {
    return [...found(file, [])].toSorted((one, other) => (one.key < other.key ? -1 : 1));
  } finally {
    file.close();
  }
}

function* found(group: File | Group, path: readonly string[]): Generator<ArtifactKey> {
  for (const name of group.keys()) {
    // PyTables' own indexes of tables.
    if (name.startsWith('_i_')) continue;
    const entity = group.get(name);
    const here = [...path, name];
    if (isDataset(entity)) yield name === 'table' ? table(path.join('.'), entity) : value(here.join('.'), entity);
    else if (entity && 'keys' in entity) yield* found(entity, here);
  }
}

function table(key: string, dataset: Dataset): ArtifactKey {
  const rows = dataset.shape?.[0] ?? 0;
  const members = (dataset.dtype as unknown as [string, string, number[]?][]).map(([name, dtype, shape], at) => {
    const names = pickledNames(attribute(dataset, `${name}_kind`));
    const count = shape?.reduce((product, length) => product * length, 1) ?? 1;
    return { at, name, dtype, names: names.length === count ? names : [name], count };
  });
  const values = members.filter(({ name }) => name.startsWith('values_block'));
  const columns = members.filter(({ name }) => name !== 'index' && !name.startsWith('values_block'));
  const draws = values.reduce((sum, { count }) => sum + count, 0);
  const summarised = draws > SHOWN;
  const first = (rows > 0 ? dataset.slice([[0, Math.min(ROWS, rows)]]) : []) as unknown as unknown[][];
  const shown = first.map((row) => {
    const numbers = values.flatMap(({ at }) => [row[at]].flat().map(cell));
    const all = numbers.filter((each) => typeof each === 'number');
    return [...columns.map(({ at }) => cell(row[at])), ...(summarised ? summary(all) : numbers)];
  });
  const names = values.flatMap((each) => each.names);
  return {
    key,
    kind: 'table',
    rows,
    columns: [
      ...columns.map(({ names: [name = ''], dtype, count }) => ({ name, dtype, count })),
      ...values.map((each) => ({ name: each.names[0] ?? each.name, dtype: each.dtype, count: each.count })),
    ],
    head: {
      columns: [...columns.map(({ names: [name = ''] }) => name), ...(summarised ? ['mean', '2.5%', '97.5%'] : names)],
      rows: shown,
    },
    value: null,
  };
}

function value(key: string, dataset: Dataset): ArtifactKey {
  const length = dataset.shape?.[0] ?? 0;
  const bytes = length > 0 && length <= LONGEST_VALUE ? dataset.value : null;
  const kept = bytes instanceof Uint8Array ? parsed(Buffer.from(bytes).toString()) : null;
  return { key, kind: 'value', rows: length, columns: [], head: { columns: [], rows: [] }, value: kept };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function summary(numbers: readonly number[]): Cell[] {
  const sorted = numbers.toSorted((one, other) => one - other);
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  return [mean, percentile(sorted, 0.025), percentile(sorted, 0.975)];
}

/** Linear between the two nearest, as numpy's default. */
function percentile(sorted: readonly number[], share: number): Cell {
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}

function cell(raw: unknown): Cell {
  if (typeof raw === 'bigint') return Number(raw);
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null;
  return typeof raw === 'string' ? raw : null;
}

function attribute(dataset: Dataset, name: string): string {
  const found = dataset.attrs[name]?.value;
  return typeof found === 'string' ? found : '';
}

function isDataset(entity: unknown): entity is Dataset {
  return typeof entity === 'object' && entity !== null && 'type' in entity && entity.type === 'Dataset';
}
