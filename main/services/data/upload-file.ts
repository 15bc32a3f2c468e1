import { createHash } from 'node:crypto';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Part, Store } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { planParts, type PartPlan } from '#main/domain/transfer/parts';
import { beginOrResume, completeUpload, giveUp } from './begun-upload.ts';
import type { Flow } from './flow.ts';
import { sendParts } from './multipart-upload.ts';
import { persist } from './persist.ts';
import { hasChecksum } from './same-content.ts';
import { openFile, type FileSource } from './source.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

export interface FileUpload {
  store: Store;
  records: UploadRecords;
  /** Its name. */
  workspace: string;
  path: string;
  uri: S3Uri;
  /** Size of what is at the address by a listing; null: nothing; undefined: not known. */
  listed?: number | null | undefined;
  flow: Flow;
  /** Bytes more that are in S3: sent now, or there already. */
  onBytes(bytes: number): void;
  onStep(detail: string): void;
}

/**
 * Sends one file; sends nothing where the same content is there already. Large files go in parts, and go on where an
 * earlier call for the same file ended without being cancelled. S3 keeps a checksum of the whole with the object: the
 * SHA-256 of what goes as a whole, the CRC32 (made up from those of the parts, and checked by S3) of what goes in parts.
 * @throws AppError `failed` where the file changes meanwhile; then nothing of it is in S3.
 */
export async function uploadFile(upload: FileUpload): Promise<ObjectInfo> {
  const file = await openFile(upload.path);
  try {
    const there = await sameContent(upload, file);
    if (there) {
      upload.onBytes(file.size);
      return there;
    }
    const plan = planParts(file.size);
    return plan.count === 1 ? await sendWhole(upload, file) : await sendInParts(upload, file, plan);
  } finally {
    await file.close();
  }
}

async function sendWhole({ store, uri, flow, onBytes }: FileUpload, file: FileSource): Promise<ObjectInfo> {
  const body = await file.read(0, file.size, Buffer.allocUnsafeSlow(file.size));
  await file.requireUnwritten();
  const sha256 = createHash('sha256').update(body).digest('hex');
  const { signal, pace } = flow;
  const sent = await persist(() => store.put(uri, body, { sha256, signal, ...(pace && { pace }) }), { signal });
  onBytes(file.size);
  return sent;
}

async function sendInParts(upload: FileUpload, file: FileSource, plan: PartPlan): Promise<ObjectInfo> {
  const { store, records, workspace, path, uri, flow, onBytes, onStep } = upload;
  const { size, modified } = file;
  const identity = { workspace, uri, origin: { kind: 'file', name: path }, size, modified, sha256: null } as const;
  const release = records.claim(uri);
  try {
    const begun = await beginOrResume(records, store, identity, plan, flow.signal);
    onStep(`sending ${path}`);
    onBytes(begun.parts.reduce((sum, part) => sum + part.size, 0));
    return await orGiveUp(records, store, begun, async (uploadId) => {
      const done = [...begun.parts];
      const onPart = async (part: Part) => {
        done.push(part);
        onBytes(part.size);
        await records.save({ ...begun, parts: done });
      };
      const parts = await sendParts({ store, uri, uploadId, plan, source: file, have: begun.parts, flow, onPart });
      await file.requireUnchanged();
      return completeUpload(records, store, { ...begun, parts }, flow.signal);
    });
  } finally {
    release();
  }
}

/** What fails for want of an answer goes on at the next call; after all else, also a cancel, nothing is left in S3. */
async function orGiveUp<T>(
  records: UploadRecords,
  store: Store,
  begun: UploadRecord,
  work: (uploadId: string) => Promise<T>,
): Promise<T> {
  try {
    if (begun.upload_id === null) throw new Error('An upload in parts has an id');
    return await work(begun.upload_id);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'unreachable')
      await persist(() => giveUp(records, store, begun), { retries: 4 }).catch(() => {});
    throw error;
  }
}

/** Reads the file for its checksum only where something of its size is there to compare it with. */
async function sameContent(upload: FileUpload, file: FileSource): Promise<ObjectInfo | null> {
  const { store, uri, listed, flow, path, onStep } = upload;
  const { signal } = flow;
  if (listed === null || (listed !== undefined && listed !== file.size)) return null;
  const there = await persist(() => store.head(uri, { signal }), { signal });
  if (there?.size !== file.size || !there.checksum) return null;
  const onBytes = (done: number) => onStep(`comparing ${path}, ${Math.floor((100 * done) / file.size)}%`);
  return (await hasChecksum(file, there.checksum, { onBytes, signal })) ? there : null;
}
