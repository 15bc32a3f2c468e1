import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { baseName, joinS3, parseS3Uri } from '#main/domain/s3-uri';
import type { ActivityHandle } from '../activities.ts';
import { indexOf, isArtifact } from './artifact-index.ts';
import { listAll } from './listed.ts';
import { notFound } from './read-through.ts';

interface Copied {
  from: S3Uri;
  to: S3Uri;
  size: number;
}

/** Copies an object, or all under a prefix that ends with a slash; a move removes each only when its copy is there whole. */
export async function copyObjects(
  store: Store,
  { from, to, move }: { from: S3Uri; to: S3Uri; move: boolean },
  { signal, report }: ActivityHandle,
): Promise<{ objects: Copied[] }> {
  const objects: Copied[] = [];
  for await (const [source, target] of pairs(store, from, to, signal)) {
    signal.throwIfAborted();
    if (source.uri === target) throw onto(target);
    await store.copy(source, target, { signal });
    const there = await store.head(target, { signal });
    if (there?.size !== source.size) throw notWhole(target);
    if (move) await store.remove([source.uri], { signal });
    objects.push({ from: source.uri, to: target, size: source.size });
    report(target, { done: objects.length, total: null, unit: 'items' });
  }
  if (objects.length === 0) throw notFound(from);
  return { objects };
}

async function* pairs(store: Store, from: S3Uri, to: S3Uri, signal: AbortSignal): AsyncGenerator<[ObjectInfo, S3Uri]> {
  if (!from.endsWith('/')) {
    const source = await store.head(from, { signal });
    if (!source) return;
    const target = to.endsWith('/') ? joinS3(to, baseName(from)) : to;
    yield [source, target];
    const index = isArtifact(from) && isArtifact(target) ? await store.head(indexOf(from), { signal }) : null;
    if (index) yield [index, indexOf(target)];
    return;
  }
  if (to.startsWith(from)) throw onto(to);
  const { key } = parseS3Uri(from);
  for await (const source of listAll(store, from, signal))
    yield [source, joinS3(to, parseS3Uri(source.uri).key.slice(key.length))];
}

function onto(uri: S3Uri): AppError {
  return new AppError({
    code: 'bad-input',
    doing: `copying to ${uri}`,
    message: 'The target is, or lies in, what is copied.',
    advice: 'Choose another target.',
  });
}

function notWhole(uri: S3Uri): AppError {
  return new AppError({
    code: 'failed',
    doing: `copying to ${uri}`,
    message: 'The copy has not the size of the original, which was left as it is.',
    advice: 'Something else may write to the same address; try again.',
    retry: true,
  });
}
