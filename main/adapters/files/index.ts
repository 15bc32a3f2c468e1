import { mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { toAppError } from '#main/domain/app-error';
import { formatContent, parseText } from './documents.ts';
import { withLock } from './lock.ts';
import type { Files } from './port.ts';

const SECRET_MODE = 0o600;
const SECRET_FOLDER_MODE = 0o700;

/** The app's own files on this computer's disk. */
export function createFiles(): Files {
  return {
    async read(path, schema) {
      const content = await bytes(path);
      return content && parseText(new TextDecoder().decode(content), path, schema);
    },
    bytes,
    async write(path, content, { secret = false } = {}) {
      await attempt(`writing ${path}`, async () => {
        await mkdir(dirname(path), { recursive: true, ...(secret && { mode: SECRET_FOLDER_MODE }) });
        const data = formatContent(content, path);
        await writeFileAtomic(path, typeof data === 'string' ? data : Buffer.from(data), {
          ...(secret && { mode: SECRET_MODE }),
        });
      });
    },
    async list(folder) {
      const entries = await orMissing(
        [],
        () => readdir(folder, { recursive: true, withFileTypes: true }),
        `listing ${folder}`,
      );
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
    },
    async remove(path) {
      await attempt(`deleting ${path}`, () => rm(path, { recursive: true, force: true, maxRetries: 5 }));
    },
    async free(folder) {
      const known = await orMissing(null, () => statfs(folder), `looking at ${folder}`);
      if (known) return known.bavail * known.bsize;
      const parent = dirname(folder);
      return parent === folder ? Number.POSITIVE_INFINITY : this.free(parent);
    },
    lock: withLock,
  };
}

async function bytes(path: string): Promise<Uint8Array | undefined> {
  return orMissing(undefined, () => readFile(path), `reading ${path}`);
}

async function orMissing<T, M>(missing: M, work: () => Promise<T>, doing: string): Promise<T | M> {
  return attempt(doing, async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return missing;
      throw error;
    }
  });
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error, doing);
  }
}
