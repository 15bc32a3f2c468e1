import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactIndex, type ArtifactDifference, type ArtifactKey } from '#contract/artifact';
import type { ObjectInfo } from '#contract/data';
import { S3Uri } from '#contract/s3-uri';
import type { Artifacts } from '#main/adapters/artifacts/port';
import type { Store } from '#main/adapters/stores/port';

export function isArtifact(name: string): boolean {
  return /\.(hdf5?|h5)$/i.test(name);
}

/** Where the index of an artifact lies. */
export function indexOf(uri: S3Uri): S3Uri {
  return S3Uri.parse(`${uri}.index.json`);
}

/** Makes the index of an artifact that was just sent from `path`, unless a good one is there. */
export async function putIndex(store: Store, artifacts: Artifacts, object: ObjectInfo, path: string): Promise<void> {
  if (await readIndex(store, object)) return;
  const { etag, size } = object;
  const index: ArtifactIndex = { format: 1, etag, size, keys: await artifacts.keys(path) };
  await store.put(indexOf(object.uri), JSON.stringify(index), { contentType: 'application/json' });
}

/** The keys of an artifact in S3: out of its index, else out of a copy that `fetch` brings here for the moment. */
export async function keysOf(
  store: Store,
  artifacts: Artifacts,
  object: ObjectInfo,
  fetch: (to: string) => Promise<{ path: string }>,
): Promise<ArtifactKey[]> {
  const index = await readIndex(store, object);
  if (index) return index.keys;
  const folder = await mkdtemp(join(tmpdir(), 'artifact-'));
  try {
    const { path } = await fetch(join(folder, 'artifact.hdf'));
    await putIndex(store, artifacts, object, path).catch(() => {});
    return (await readIndex(store, object))?.keys ?? (await artifacts.keys(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By key, shape, columns and first rows. */
export function compareKeys(one: readonly ArtifactKey[], other: readonly ArtifactKey[]): ArtifactDifference[] {
  const others = new Map(other.map((each) => [each.key, each]));
  const names = new Set(one.map(({ key }) => key));
  const changed = one.flatMap((mine): ArtifactDifference[] => {
    const { key } = mine;
    const its = others.get(key);
    if (!its) return [{ key, change: 'removed', detail: 'only in the first' }];
    const detail = difference(mine, its);
    return detail === null ? [] : [{ key, change: 'changed', detail }];
  });
  const added = other.filter(({ key }) => !names.has(key));
  return [
    ...changed,
    ...added.map(({ key }) => ({ key, change: 'added', detail: 'only in the second' }) as const),
  ].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function difference(one: ArtifactKey, other: ArtifactKey): string | null {
  if (one.rows !== other.rows) return `${one.rows} rows, then ${other.rows}`;
  if (JSON.stringify(one.columns) !== JSON.stringify(other.columns)) return 'other columns';
  if (JSON.stringify(one.head) !== JSON.stringify(other.head)) return 'other values in the first rows';
  return JSON.stringify(one.value) === JSON.stringify(other.value) ? null : 'another value';
}

async function readIndex(store: Store, { uri, etag, size }: ObjectInfo): Promise<ArtifactIndex | null> {
  if (!(await store.head(indexOf(uri)))) return null;
  try {
    const index = ArtifactIndex.parse(JSON.parse(Buffer.from(await store.get(indexOf(uri))).toString()));
    return index.etag === etag && index.size === size ? index : null;
  } catch {
    return null;
  }
}
