import { randomUUID } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { isAppError } from '#main/domain/app-error';
import { crcOf, crcToHex } from '#main/domain/transfer/crc32';
import { localName } from '#main/domain/transfer/names';
import { missingParts, partRange } from '#main/domain/transfer/parts';
import type { DownloadRecord, DownloadRecords } from './download-records.ts';
import { beginDownload, forget, partialOf, requireFolder, requireSpace, writeAt } from './partial-file.ts';
import { persist } from './persist.ts';
import { damaged, planRanges, READ_PART, readRange, requireObject, wholeCrc, type Reading } from './read-through.ts';
import { digestOf, hasChecksum } from './same-content.ts';

/** What a killed process has fetched in this time is fetched again. */
const KEEP_MS = 200;

export interface Saved {
  path: string;
  size: number;
  /** Whether the bytes were compared with a checksum that is kept with the object. */
  verified: boolean;
}

export interface FileDownload extends Reading {
  /** The file to write, or a folder that is there or ends with a slash. */
  to: string;
  records: DownloadRecords;
  /** What a listing says of the object; spares asking. */
  listed?: Pick<ObjectInfo, 'size'>;
}

/**
 * Saves an object. The file has its name only once it is whole and, where the object carries a checksum that we know,
 * verified by it. A large one comes in ranges beside each other and goes on where an earlier call ended for want of an
 * answer, or with the process.
 */
export async function downloadFile(download: FileDownload): Promise<Saved> {
  const { store, uri, flow, listed, records } = download;
  const path = await targetPath(download.to, uri);
  await requireFolder(`saving ${uri}`, dirname(path));
  const release = records.claim(path);
  try {
    if (listed && listed.size <= READ_PART) return await saveWhole(download, path);
    const info = await requireObject(store, uri, flow.signal);
    return info.size <= READ_PART ? await saveWhole(download, path) : await saveInRanges(download, info, path);
  } finally {
    release();
  }
}

/** One request for content, checksum and size. */
async function saveWhole({ store, uri, flow, onBytes }: FileDownload, path: string): Promise<Saved> {
  await flow.ready();
  const { signal, pace } = flow;
  let info: ObjectInfo | null = null;
  const onInfo = (told: ObjectInfo) => {
    info = told;
  };
  const bytes = await persist(() => store.get(uri, { signal, onInfo, ...(pace && { pace }) }), { signal });
  const { checksum } = (info as ObjectInfo | null) ?? { checksum: null };
  const digest = checksum && digestOf(checksum.algorithm);
  digest?.update(bytes);
  const verified = digest ? digest.hex() === checksum?.value : null;
  if (verified === false) throw damaged(uri, 'its checksum is not the one kept with it');
  await requireSpace(dirname(path), { uri, size: bytes.byteLength });
  const partial = partialOf(path, randomUUID());
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(bytes);
      signal.throwIfAborted();
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await forget(partial);
    throw error;
  }
  onBytes(bytes.byteLength, bytes.byteLength);
  return { path, size: bytes.byteLength, verified: verified === true };
}

async function saveInRanges(download: FileDownload, info: ObjectInfo, path: string): Promise<Saved> {
  const { records, flow, onBytes } = download;
  const plan = planRanges(info.size);
  const { record, file } = await beginDownload(records, info, path, plan);
  try {
    const crcs = new Map(record.parts.map(({ number, crc32 }) => [number, crc32]));
    let kept = performance.now();
    let done = [...crcs.keys()].reduce((sum, number) => sum + partRange(plan, number).length, 0);
    onBytes(done, info.size);
    try {
      await flow
        .each(missingParts(plan, crcs.keys()), READ_PART, async (number, into, signal, onTrouble) => {
          const range = partRange(plan, number);
          const bytes = await readRange(download, info, range, { into, signal, onTrouble });
          const crc32 = crcOf(bytes);
          await writeAt(file, bytes, range.offset);
          crcs.set(number, crc32);
          done += bytes.byteLength;
          onBytes(done, info.size);
          if (performance.now() - kept > KEEP_MS) {
            kept = performance.now();
            await keep(records, record, crcs);
          }
          return bytes.byteLength;
        })
        .catch(async (error: unknown) => {
          await keep(records, record, crcs);
          throw error;
        });
      await file.datasync();
      const verified = await check(download, info, wholeCrc(plan, crcs), record);
      if (verified === false) throw damaged(info.uri, 'its checksum is not the one kept with it');
      await rename(record.partial, path);
      await records.remove(record.id);
      return { path, size: info.size, verified: verified === true };
    } finally {
      await file.close();
    }
  } catch (error) {
    // What fails for want of an answer goes on at the next call; after all else nothing is left.
    if (!isAppError(error) || error.code !== 'unreachable') await records.giveUp(record);
    throw error;
  }
}

async function keep(
  records: DownloadRecords,
  record: DownloadRecord,
  crcs: ReadonlyMap<number, number>,
): Promise<void> {
  await records.save({ ...record, parts: [...crcs].map(([number, crc32]) => ({ number, crc32 })) });
}

/** By the CRC32 of what came; another kind of checksum by reading the file. */
async function check(
  { flow }: FileDownload,
  { checksum, size }: ObjectInfo,
  crc: number,
  { partial }: DownloadRecord,
): Promise<boolean | null> {
  if (!checksum) return null;
  if (checksum.algorithm === 'crc32') return crcToHex(crc) === checksum.value;
  const file = await open(partial, 'r');
  try {
    const read = async (offset: number, length: number, buffer: Uint8Array) =>
      buffer.subarray(0, (await file.read(buffer, 0, length, offset)).bytesRead);
    return await hasChecksum({ size, read }, checksum, { signal: flow.signal });
  } finally {
    await file.close();
  }
}

async function targetPath(to: string, uri: S3Uri): Promise<string> {
  const about = await stat(to).catch(() => null);
  return about?.isDirectory() || /[/\\]$/.test(to) ? resolve(to, localName(uri)) : resolve(to);
}
