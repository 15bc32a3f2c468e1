import { z } from 'zod';
import { S3Uri } from '#contract/s3-uri';
import { WorkspaceName } from '#contract/workspace';
import { Records } from './records.ts';

const StoredPart = z.object({
  number: z.number().int(),
  etag: z.string(),
  size: z.number().int(),
  crc32: z.string().optional(),
});

/** An upload that has begun and not ended: enough to go on with it, or to give it up, after a restart. */
export const UploadRecord = z.object({
  format: z.literal(1),
  id: z.uuid(),
  workspace: WorkspaceName,
  uri: S3Uri,
  /** null for one of a single part, which is sent as a whole at the end. */
  upload_id: z.string().nullable(),
  /** Who has the bytes: a browser's slices, or the file of that path. */
  origin: z.object({ kind: z.enum(['browser', 'file']), name: z.string() }),
  size: z.number().int().nonnegative(),
  modified: z.number(),
  /** SHA-256 (hex) of the whole; null where the bytes have not been seen yet. */
  sha256: z.string().nullable(),
  began_at: z.iso.datetime(),
  parts: z.array(StoredPart),
});
export type UploadRecord = z.infer<typeof UploadRecord>;

/** Where uploads are kept that may go on. */
export class UploadRecords extends Records<UploadRecord> {
  constructor(folder: string) {
    super(folder, UploadRecord);
  }
}
