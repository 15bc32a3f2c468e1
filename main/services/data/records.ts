import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#main/domain/app-error';

/** The records of transfers that have begun and not ended, one file each; a broken one counts as none. */
export class Records<T extends { id: string }> {
  readonly #folder: string;
  readonly #schema: z.ZodType<T>;
  readonly #writing = new Map<string, Promise<void>>();
  readonly #claimed = new Set<string>();

  constructor(folder: string, schema: z.ZodType<T>) {
    this.#folder = folder;
    this.#schema = schema;
  }

  /** Two transfers to one address at a time would take each other's parts: the second is `already-there`. */
  claim(address: string): () => void {
    if (this.#claimed.has(address)) {
      throw new AppError({
        code: 'already-there',
        doing: `sending ${address}`,
        message: 'Something is being sent to this address already.',
        advice: 'Wait for it, or cancel it.',
      });
    }
    this.#claimed.add(address);
    return () => this.#claimed.delete(address);
  }

  async all(): Promise<T[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.#read(join(this.#folder, name))),
    );
    return records.filter((record) => record !== null);
  }

  async get(id: string): Promise<T | null> {
    return z.uuid().safeParse(id).success ? this.#read(this.#path(id)) : null;
  }

  /** Writes the record as it is now; calls for one record are done one after the other. */
  async save(record: T): Promise<void> {
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

  async #write(record: T): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    // Without fsync: what a power cut loses of it is sent again.
    const path = this.#path(record.id);
    await writeFile(`${path}.new`, JSON.stringify(record));
    await rename(`${path}.new`, path);
  }

  async #read(path: string): Promise<T | null> {
    try {
      return this.#schema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return null;
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
