import { open, stat } from 'node:fs/promises';
import { AppError } from '#main/domain/app-error';

/** Where the bytes of an upload come from: a file, or whatever else can be read at an offset. */
export interface PartSource {
  /** The bytes at `offset`, exactly `length` of them; it may use `buffer` (at least that long) to hold them. */
  read(offset: number, length: number, buffer: Uint8Array): Promise<Uint8Array>;
}

/** A file as it was when it was opened. */
export interface FileSource extends PartSource {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970, not rounded. */
  readonly modified: number;
  /** Throws `failed` where the file on disk is no longer the one that was opened, or was written to since. */
  requireUnchanged(): Promise<void>;
  /** The same for what was read at once: only whether it was written to. */
  requireUnwritten(): Promise<void>;
  close(): Promise<void>;
}

export async function openFile(path: string): Promise<FileSource> {
  const handle = await open(path, 'r');
  const { size, mtimeMs: modified, ino } = await handle.stat();
  const changed = () =>
    new AppError({
      code: 'failed',
      doing: `sending ${path}`,
      message: 'The file was changed while it was sent.',
      advice: 'Wait until nothing writes to it any more, then send it again.',
      retry: true,
    });
  return {
    path,
    size,
    modified,
    async read(offset, length, buffer) {
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) throw changed();
        filled += bytesRead;
      }
      return buffer.subarray(0, length);
    },
    async requireUnchanged() {
      const now = await stat(path).catch(() => null);
      if (now?.size !== size || now.mtimeMs !== modified || now.ino !== ino) throw changed();
    },
    async requireUnwritten() {
      const now = await handle.stat();
      if (now.size !== size || now.mtimeMs !== modified) throw changed();
    },
    close: () => handle.close(),
  };
}
