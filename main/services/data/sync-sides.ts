import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { S3Uri } from '#contract/s3-uri';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { parseS3Uri } from '#main/domain/s3-uri';
import { problemOf } from '#main/domain/transfer/names';
import type { Side } from '#main/domain/transfer/sync';
import { listAll } from './listed.ts';

/** Files of a folder by their names in it, with `/` between the parts; links to folders are not followed. */
export async function localSide(folder: string): Promise<Map<string, Side>> {
  const root = resolve(folder);
  const sides = new Map<string, Side>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const about = await stat(path);
    const name = path
      .slice(root.length + 1)
      .split(sep)
      .join('/');
    if (about.isFile()) sides.set(safe(name), { size: about.size, modified: about.mtimeMs });
  }
  return sides;
}

/** Objects under a prefix by the rest of their keys. What stands for a folder (a key that ends with `/`) is left out. */
export async function storedSide(store: Store, prefix: S3Uri, signal?: AbortSignal): Promise<Map<string, Side>> {
  const { key } = parseS3Uri(prefix);
  const sides = new Map<string, Side>();
  for await (const { uri, size, modified } of listAll(store, prefix, signal)) {
    const name = parseS3Uri(uri).key.slice(key.length);
    if (name !== '' && !name.endsWith('/')) sides.set(safe(name), { size, modified: Date.parse(modified) });
  }
  return sides;
}

function safe(name: string): string {
  const problem = problemOf(name);
  if (problem === null) return name;
  throw new AppError({
    code: 'bad-input',
    doing: 'comparing two folders',
    message: `The name ${JSON.stringify(name)} ${problem}.`,
    advice: 'Rename it or move it elsewhere, then try again.',
  });
}
