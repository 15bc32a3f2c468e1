import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RunManifest } from '#contract/run-record';
import type { S3Uri } from '#contract/s3-uri';
import type { Files } from '#main/adapters/files/port';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { joinS3 } from '#main/domain/s3-uri';
import type { Platform } from '#main/platform';
import { putIfAbsent } from './objects.ts';

type Where = { files: Files; platform: Pick<Platform, 'resources' | 'paths'> };

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Puts the app's worker into the workspace once, by its content. */
export async function putWorker(
  { files, platform }: Where,
  store: Store,
  root: S3Uri,
  options: CallOptions,
): Promise<{ worker: RunManifest['worker']; path: string }> {
  const bytes = await files.bytes(join(platform.resources, 'worker', 'vivarium_worker.py'));
  if (!bytes)
    throw new AppError({
      code: 'internal',
      doing: 'reading the worker',
      message: 'The app was installed without its worker.',
      advice: 'Install it again.',
    });
  const hash = sha256(bytes);
  const uri = joinS3(root, 'worker', `${hash}.py`);
  if (!(await store.head(uri, options)))
    await putIfAbsent(store, uri, bytes, { contentType: 'text/x-python', sha256: hash, ...options });
  return { worker: { uri, sha256: hash }, path: await keep({ files, platform }, hash, bytes) };
}

/** A file of this computer with the worker that a run was started with, which may be an older app's. */
export async function localWorker(
  where: Where,
  store: Store,
  { uri, sha256: hash }: RunManifest['worker'],
  options: CallOptions,
): Promise<string> {
  const known = await where.files.bytes(pathOf(where, hash));
  if (known && sha256(known) === hash) return pathOf(where, hash);
  const bytes = await store.get(uri, options);
  if (sha256(bytes) !== hash) {
    throw new AppError({
      code: 'failed',
      doing: "reading the run's worker",
      message: `${uri} is not the worker that the run was started with.`,
      advice: 'Start a new run.',
    });
  }
  return keep(where, hash, bytes);
}

async function keep(where: Where, hash: string, bytes: Uint8Array): Promise<string> {
  const path = pathOf(where, hash);
  const known = await where.files.bytes(path);
  if (!known || sha256(known) !== hash) await where.files.write(path, bytes);
  return path;
}

function pathOf({ platform }: Where, hash: string): string {
  return join(platform.paths.cache, 'worker', `${hash}.py`);
}
