import { randomUUID } from 'node:crypto';
import type { ObjectInfo } from '#contract/data';
import type { Part, Store } from '#main/adapters/stores/port';
import type { S3Uri } from '#contract/s3-uri';
import { AppError, isAppError } from '#main/domain/app-error';
import { combineCrc, crcFromBase64, crcToHex } from '#main/domain/transfer/crc32';
import type { PartPlan } from '#main/domain/transfer/parts';
import { persist } from './persist.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

export type UploadIdentity = Pick<UploadRecord, 'workspace' | 'uri' | 'origin' | 'size' | 'modified' | 'sha256'>;

/**
 * The begun upload of just these bytes to just this address, with the parts that the store still has; else a new one.
 * @param plan More than one part: a multipart upload. One: nothing is begun in the store.
 */
export async function beginOrResume(
  records: UploadRecords,
  store: Store,
  identity: UploadIdentity,
  plan: PartPlan,
  signal?: AbortSignal,
): Promise<UploadRecord> {
  for (const known of await records.all()) {
    if (!isSame(known, identity)) continue;
    const id = known.upload_id;
    const there = id === null ? null : await persist(() => store.multipart.parts(known.uri, id), { signal });
    if (there === null) {
      // The process may have ended between the store's answer and the record of it.
      if (id === null) await forgetBegun(store, known.uri);
      await records.remove(known.id);
    } else return { ...known, parts: known.parts.filter((part) => there.some((other) => isSamePart(part, other))) };
  }
  const record: UploadRecord = {
    format: 1,
    id: randomUUID(),
    ...identity,
    upload_id: null,
    began_at: new Date().toISOString(),
    parts: [],
  };
  if (plan.count === 1) return record;
  await records.save(record);
  try {
    const { uploadId } = await persist(() => store.multipart.begin(identity.uri, signal ? { signal } : {}), { signal });
    const begun = { ...record, upload_id: uploadId };
    await records.save(begun);
    return begun;
  } catch (error) {
    await forgetBegun(store, identity.uri).catch(() => {});
    await records.remove(record.id);
    throw error;
  }
}

/** Makes the object appear. A lost answer to it is no failure: what is there then tells. */
export async function completeUpload(
  records: UploadRecords,
  store: Store,
  record: UploadRecord,
  signal?: AbortSignal,
): Promise<ObjectInfo> {
  const { uri, upload_id: uploadId, parts } = record;
  if (uploadId === null) throw new Error('An upload in parts has an id');
  let asked = 0;
  const complete = async () => {
    asked += 1;
    try {
      await store.multipart.complete(uri, uploadId, parts, signal ? { signal } : {});
    } catch (error) {
      const gone = isAppError(error) && error.code === 'not-found';
      if (!gone || asked === 1) throw error;
    }
  };
  await persist(complete, { signal });
  await records.remove(record.id);
  return persist(() => requireArrived(store, record), { signal });
}

/** The app begins one upload of a key at a time: others of it are left over from a process that was killed. */
async function forgetBegun(store: Store, uri: S3Uri): Promise<void> {
  for (const id of await store.multipart.begun(uri)) await store.multipart.abort(uri, id);
}

/** Gives up an upload: its parts and its record go. The record stays where the store could not be asked. */
export async function giveUp(
  records: UploadRecords,
  store: Store,
  { id, uri, upload_id: uploadId }: UploadRecord,
): Promise<void> {
  if (uploadId !== null) await store.multipart.abort(uri, uploadId);
  else await forgetBegun(store, uri);
  await records.remove(id);
}

/** What lies at the address now that all has been sent. Throws `failed` where that is not it. */
async function requireArrived(
  store: Store,
  { uri, size, parts }: Pick<UploadRecord, 'uri' | 'size' | 'parts'>,
): Promise<ObjectInfo> {
  const info = await store.head(uri);
  if (info?.size === size && hasCrcOf(info, parts)) return info;
  throw new AppError({
    code: 'failed',
    doing: `sending ${uri}`,
    message: info
      ? `S3 has ${info.size} bytes where ${size} were sent, or other ones.`
      : 'S3 does not have what was sent.',
    advice: 'Something else may write to the same address; send it again.',
    retry: true,
  });
}

function hasCrcOf({ checksum }: ObjectInfo, parts: UploadRecord['parts']): boolean {
  if (checksum?.algorithm !== 'crc32') return true;
  const pieces = parts.flatMap(({ crc32, size }) =>
    crc32 === undefined ? [] : [{ crc32: crcFromBase64(crc32), size }],
  );
  return pieces.length < parts.length || crcToHex(combineCrc(pieces)) === checksum.value;
}

function isSame(known: UploadRecord, wanted: UploadIdentity): boolean {
  return (
    known.workspace === wanted.workspace &&
    known.uri === wanted.uri &&
    known.origin.kind === wanted.origin.kind &&
    known.origin.name === wanted.origin.name &&
    known.size === wanted.size &&
    known.modified === wanted.modified &&
    known.sha256 === wanted.sha256
  );
}

function isSamePart(one: Part, other: Part): boolean {
  return one.number === other.number && one.etag === other.etag && one.size === other.size;
}
