import { randomUUID } from 'node:crypto';
import { open, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ObjectInfo } from '#contract/data';
import { AppError } from '#main/domain/app-error';
import { crcOf } from '#main/domain/transfer/crc32';
import { partRange } from '#main/domain/transfer/parts';
import type { DownloadRecord, DownloadRecords } from './download-records.ts';
import type { planRanges } from './read-through.ts';

/** Where a download's bytes lie until it is whole, beside the file that it becomes. */
export function partialOf(path: string, id: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${id.slice(0, 8)}.part`);
}

/** The begun download of just this object to just this file, without the parts whose bytes the disk has lost; else a new one. */
export async function beginDownload(
  records: DownloadRecords,
  info: ObjectInfo,
  path: string,
  plan: ReturnType<typeof planRanges>,
): Promise<{ record: DownloadRecord; file: FileHandle }> {
  for (const known of await records.all()) {
    if (known.path !== path) continue;
    const same = known.uri === info.uri && known.etag === info.etag && known.size === info.size;
    const file = same ? await open(known.partial, 'r+').catch(() => null) : null;
    if (!file) {
      await records.giveUp(known);
      continue;
    }
    const buffer = Buffer.allocUnsafeSlow(plan.partSize);
    const parts = [];
    for (const part of known.parts) {
      const { offset, length } = partRange(plan, part.number);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      if (bytesRead === length && crcOf(buffer.subarray(0, length)) === part.crc32) parts.push(part);
    }
    return { record: { ...known, parts }, file };
  }
  await requireSpace(dirname(path), info);
  const id = randomUUID();
  const partial = partialOf(path, id);
  const { uri, etag, size } = info;
  const began_at = new Date().toISOString();
  const record: DownloadRecord = { format: 1, id, uri, etag, size, path, partial, began_at, parts: [] };
  await records.save(record);
  try {
    return { record, file: await open(partial, 'wx+') };
  } catch (error) {
    await records.remove(id);
    throw error;
  }
}

/** Told at once, not after an hour of download. */
export async function requireSpace(folder: string, { uri, size }: Pick<ObjectInfo, 'uri' | 'size'>): Promise<void> {
  const disk = await statfs(folder, { bigint: true }).catch(() => null);
  if (!disk || disk.bavail * disk.bsize >= BigInt(size)) return;
  throw new AppError({
    code: 'no-space',
    doing: `saving ${uri}`,
    message: 'The disk has not enough space for it.',
    advice: 'Make room on the disk, or choose another folder.',
    retry: true,
  });
}

/** Bytes at their place, all of them. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.byteLength - at, offset + at);
    at += bytesWritten;
  }
}

/** The folder has to be there, so that a mistyped path makes none. */
export async function requireFolder(doing: string, folder: string): Promise<void> {
  const about = await stat(folder).catch(() => null);
  if (about?.isDirectory()) return;
  throw new AppError({
    code: 'not-found',
    doing,
    message: `There is no folder ${folder} on this computer.`,
    advice: 'Make it, or choose another.',
  });
}

export async function forget(path: string): Promise<void> {
  await rm(path, { force: true });
}
