import { randomUUID } from 'node:crypto';
import type { ObjectInfo } from '#contract/data';
import type { Part, Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import type { PartPlan } from '#main/domain/transfer/parts';
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
): Promise<UploadRecord> {
  for (const known of await records.all()) {
    if (!isSame(known, identity) || known.upload_id === null) continue;
    const there = await store.multipart.parts(known.uri, known.upload_id);
    if (there === null) await records.remove(known.id);
    else return { ...known, parts: known.parts.filter((part) => there.some((other) => isSamePart(part, other))) };
  }
  const sha256 = identity.sha256 ?? undefined;
  const multipart =
    plan.count > 1 ? await store.multipart.begin(identity.uri, sha256 === undefined ? {} : { sha256 }) : null;
  const record: UploadRecord = {
    format: 1,
    id: randomUUID(),
    ...identity,
    upload_id: multipart?.uploadId ?? null,
    began_at: new Date().toISOString(),
    parts: [],
  };
  if (multipart) await records.save(record);
  return record;
}

/** Gives up an upload: its parts and its record go. The record stays where the store could not be asked. */
export async function giveUp(
  records: UploadRecords,
  store: Store,
  { id, uri, upload_id: uploadId }: UploadRecord,
): Promise<void> {
  if (uploadId !== null) await store.multipart.abort(uri, uploadId);
  await records.remove(id);
}

/** What lies at the address now that all has been sent. Throws `failed` where that is not it. */
export async function requireArrived(
  store: Store,
  { uri, size }: Pick<UploadRecord, 'uri' | 'size'>,
): Promise<ObjectInfo> {
  const info = await store.head(uri);
  if (info?.size === size) return info;
  throw new AppError({
    code: 'failed',
    doing: `sending ${uri}`,
    message: info ? `S3 has ${info.size} bytes where ${size} were sent.` : 'S3 does not have what was sent.',
    advice: 'Something else may write to the same address; send it again.',
    retry: true,
  });
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
