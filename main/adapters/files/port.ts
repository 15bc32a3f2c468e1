import type { ZodType } from 'zod';

export interface WriteOptions {
  /** Readable by this user only (mode 0600): for keys. */
  secret?: boolean;
}

export interface LockOptions {
  signal?: AbortSignal;
}

/** The app's own files on this computer. Errors: `bad-input` (content that is not what it should be), `no-space`, `denied`. */
export interface Files {
  /** A YAML (`.yaml`) or JSON file, checked; undefined where there is none. */
  read<T>(path: string, schema: ZodType<T>): Promise<T | undefined>;
  /** Undefined where there is none. */
  bytes(path: string): Promise<Uint8Array | undefined>;
  /** Writes a value as YAML or JSON by the path's ending, a string or bytes as they are; whole or not at all. Makes its folder. */
  write(path: string, content: unknown, options?: WriteOptions): Promise<void>;
  /** Paths of the files below a folder, relative to it, with `/`, sorted; empty where there is no folder. */
  list(folder: string): Promise<string[]>;
  /** A file or a folder with all that is in it; no error where there is none. */
  remove(path: string): Promise<void>;
  /** Bytes free on the disk where `folder` is or will be. */
  free(folder: string): Promise<number>;
  /** Runs `work` while no other process, and nothing else in this one, holds the lock file `path`. */
  lock<T>(path: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;
}
