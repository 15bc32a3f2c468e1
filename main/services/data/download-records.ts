import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { S3Uri } from '#contract/s3-uri';
import { Records } from './records.ts';

/** A download that has begun and not ended: which bytes of which object lie in the partial file already. */
const DownloadRecord = z.object({
  format: z.literal(1),
  id: z.uuid(),
  uri: S3Uri,
  etag: z.string(),
  size: z.number().int().nonnegative(),
  path: z.string(),
  partial: z.string(),
  began_at: z.iso.datetime(),
  /** CRC32 as a number. */
  parts: z.array(z.object({ number: z.number().int(), crc32: z.number().int() })),
});
export type DownloadRecord = z.infer<typeof DownloadRecord>;

/** Where downloads are kept that may go on. */
export class DownloadRecords extends Records<DownloadRecord> {
  constructor(folder: string) {
    super(folder, DownloadRecord);
  }

  /** Takes away the partial file and the record. */
  async giveUp({ id, partial }: DownloadRecord): Promise<void> {
    await rm(partial, { force: true });
    await this.remove(id);
  }
}
