import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { S3Uri } from '#contract/s3-uri';
import { WorkspaceName } from '#contract/workspace';
import { AppError } from '#main/domain/app-error';

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

/** The records of begun uploads, one file each; a broken one counts as none. */
export class UploadRecords {
  readonly #folder: string;
  readonly #writing = new Map<string, Promise<void>>();
  readonly #claimed = new Set<S3Uri>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Two uploads to one address at a time would take each other's parts: the second is `already-there`. */
  claim(uri: S3Uri): () => void {
    if (this.#claimed.has(uri)) {
      throw new AppError({
        code: 'already-there',
        doing: `sending ${uri}`,
        message: 'A file is being sent to this address already.',
        advice: 'Wait for it, or cancel it.',
      });
    }
    this.#claimed.add(uri);
    return () => this.#claimed.delete(uri);
  }

  async all(): Promise<UploadRecord[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.#read(join(this.#folder, name))),
    );
    return records.filter((record) => record !== null);
  }

  async get(id: string): Promise<UploadRecord | null> {
    return z.uuid().safeParse(id).success ? this.#read(this.#path(id)) : null;
  }

  /** Writes the record as it is now; calls for one record are done one after the other. */
  async save(record: UploadRecord): Promise<void> {
    const before = this.#writing.get(record.id) ?? Promise.resolve();
    const now = before.catch(() => {}).then(() => this.#write(record));
    this.#writing.set(record.id, now);
    await now;
  }

  async remove(id: string): Promise<void> {
    await this.#writing.get(id)?.catch(() => {});
    this.#writing.delete(id);
    await rm(this.#path(id), { force: true });
  }

  async #write(record: UploadRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    // Without fsync: what a power cut loses of it is sent again.
    await writeFileAtomic(this.#path(record.id), JSON.stringify(record), { fsync: false });
  }

  async #read(path: string): Promise<UploadRecord | null> {
    try {
      return UploadRecord.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return null;
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
