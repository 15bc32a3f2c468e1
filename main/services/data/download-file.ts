import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { localName } from '#main/domain/transfer/names';

interface Reading {
  store: Store;
  uri: S3Uri;
  signal: AbortSignal;
  onBytes(done: number, total: number): void;
}

/**
 * Reads the object through and compares size and SHA-256 with what S3 says of it; `take` gets each piece.
 * @throws AppError `not-found`; `failed` where fewer or more bytes came than the object has.
 */
export async function readThrough(
  { store, uri, signal, onBytes }: Reading,
  take: (bytes: Uint8Array) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ info: ObjectInfo; matches: boolean | null }> {
  const info = await store.head(uri, { signal });
  if (!info) throw notFound(uri);
  const hash = createHash('sha256');
  let done = 0;
  for await (const bytes of await store.stream(uri, { signal })) {
    signal.throwIfAborted();
    hash.update(bytes);
    await take(bytes);
    done += bytes.byteLength;
    onBytes(done, info.size);
  }
  if (done !== info.size) throw damaged(uri, `${done} of its ${info.size} bytes arrived`);
  const kept = info.checksum?.algorithm === 'sha256' ? info.checksum.value : null;
  return { info, matches: kept === null ? null : kept === hash.digest('hex') };
}

/**
 * Saves the object as the file `to`, or in the folder `to`. The file has its name only once it is whole and, where the
 * object carries a SHA-256, verified by it.
 */
export async function downloadFile(
  reading: Reading & { to: string },
): Promise<{ path: string; size: number; verified: boolean }> {
  const { uri } = reading;
  const path = await targetPath(reading.to, uri);
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) throw noFolder(uri, dirname(path));
  const partial = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(4).toString('hex')}.part`);
  try {
    const file = await open(partial, 'wx');
    let outcome;
    try {
      outcome = await readThrough(reading, (bytes) => file.writeFile(bytes));
      await file.sync();
    } finally {
      await file.close();
    }
    if (outcome.matches === false) throw damaged(uri, 'its checksum is not the one kept with it');
    await rename(partial, path);
    return { path, size: outcome.info.size, verified: outcome.matches === true };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

export function notFound(uri: S3Uri): AppError {
  return new AppError({
    code: 'not-found',
    doing: `reading ${uri}`,
    message: `There is no ${uri}.`,
    advice: 'Check the address.',
  });
}

async function targetPath(to: string, uri: S3Uri): Promise<string> {
  const about = await stat(to).catch(() => null);
  return about?.isDirectory() || /[/\\]$/.test(to) ? resolve(to, localName(uri)) : resolve(to);
}

function noFolder(uri: S3Uri, folder: string): AppError {
  return new AppError({
    code: 'not-found',
    doing: `saving ${uri}`,
    message: `There is no folder ${folder} on this computer.`,
    advice: 'Make it, or choose another.',
  });
}

function damaged(uri: S3Uri, what: string): AppError {
  return new AppError({
    code: 'failed',
    doing: `reading ${uri}`,
    message: `The object did not arrive as it was kept: ${what}.`,
    advice: 'Try again; if it stays so, send the file to S3 anew.',
    retry: true,
  });
}
