import { createHash } from 'node:crypto';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Part, Store } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { planParts, type PartPlan } from '#main/domain/transfer/parts';
import { beginOrResume, giveUp, requireArrived } from './begun-upload.ts';
import { hashFile } from './hash.ts';
import { sendParts } from './multipart-upload.ts';
import { openFile, type FileSource } from './source.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

/** Below this, asking whether the content is there already costs as much as sending it. */
const ASK_FIRST = 1024 * 1024;

export interface FileUpload {
  store: Store;
  records: UploadRecords;
  /** Its name. */
  workspace: string;
  path: string;
  uri: S3Uri;
  signal: AbortSignal;
  /** Bytes more that are in S3: sent now, or there already. */
  onBytes(bytes: number): void;
  onStep(detail: string): void;
}

/**
 * Sends one file; sends nothing where the same content is there already. Large files go in parts, and go on where an
 * earlier call for the same file ended without being cancelled. The object carries the SHA-256 of the whole content.
 * @throws AppError `failed` where the file changes meanwhile; then nothing of it is in S3.
 */
export async function uploadFile(upload: FileUpload): Promise<ObjectInfo> {
  const file = await openFile(upload.path);
  try {
    const plan = planParts(file.size);
    return plan.count === 1 ? await sendWhole(upload, file) : await sendInParts(upload, file, plan);
  } finally {
    await file.close();
  }
}

async function sendWhole({ store, uri, signal, onBytes }: FileUpload, file: FileSource): Promise<ObjectInfo> {
  const body = await file.read(0, file.size, Buffer.allocUnsafeSlow(file.size));
  await file.requireUnchanged();
  const sha256 = createHash('sha256').update(body).digest('hex');
  const there = file.size < ASK_FIRST ? null : await sameContent(store, uri, file.size, sha256, signal);
  if (!there) await store.put(uri, body, { sha256, signal });
  onBytes(file.size);
  return there ?? (await requireArrived(store, { uri, size: file.size }));
}

async function sendInParts(upload: FileUpload, file: FileSource, plan: PartPlan): Promise<ObjectInfo> {
  const { store, records, workspace, path, uri, signal, onBytes, onStep } = upload;
  const { size, modified } = file;
  const sha256 = await hashFile(file, (done) => onStep(`reading ${path}, ${Math.floor((100 * done) / size)}%`), signal);
  await file.requireUnchanged();
  const there = await sameContent(store, uri, size, sha256, signal);
  if (there) {
    onBytes(size);
    return there;
  }
  const identity = { workspace, uri, origin: { kind: 'file', name: path }, size, modified, sha256 } as const;
  const release = records.claim(uri);
  try {
    const begun = await beginOrResume(records, store, identity, plan);
    onStep(`sending ${path}`);
    onBytes(begun.parts.reduce((sum, part) => sum + part.size, 0));
    return await orGiveUp(records, store, begun, async (uploadId) => {
      const done = [...begun.parts];
      const onPart = async (part: Part) => {
        done.push(part);
        onBytes(part.size);
        await records.save({ ...begun, parts: done });
      };
      const parts = await sendParts({ store, uri, uploadId, plan, source: file, have: begun.parts, signal, onPart });
      await file.requireUnchanged();
      await store.multipart.complete(uri, uploadId, parts, { signal });
      await records.remove(begun.id);
      return requireArrived(store, begun);
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
    if (!isAppError(error) || error.code !== 'unreachable') await giveUp(records, store, begun).catch(() => {});
    throw error;
  }
}

async function sameContent(
  store: Store,
  uri: S3Uri,
  size: number,
  sha256: string,
  signal: AbortSignal,
): Promise<ObjectInfo | null> {
  const there = await store.head(uri, { signal });
  return there?.size === size && there.checksum?.algorithm === 'sha256' && there.checksum.value === sha256
    ? there
    : null;
}
