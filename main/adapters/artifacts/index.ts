import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ArtifactKey } from '#contract/artifact';
import { AppError } from '#main/domain/app-error';
import type { Artifacts } from './port.ts';

const MAGIC = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Reads artifacts in a thread of their own.
 * @param worker The built `worker.ts`. Where it is not there (the app runs from its sources) this thread does the work.
 */
export function createArtifacts({ worker }: { worker: string }): Artifacts {
  return {
    async keys(path) {
      try {
        await requireHdf(path);
        if (existsSync(worker)) return await inThread(worker, path);
        const { readKeys } = await import('./read.ts');
        return await readKeys(path);
      } catch (error) {
        throw new AppError({
          code: 'bad-input',
          doing: `reading the artifact ${path}`,
          message: 'It is not an HDF file that can be read.',
          advice: 'Check that it is a data artifact, and whole.',
          cause: error,
        });
      }
    },
  };
}

/** By its first bytes (HDF5 file format, superblock): the library would print pages about another file. */
async function requireHdf(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (!buffer.equals(MAGIC)) throw new Error('The file does not begin as HDF5 files do');
  } finally {
    await file.close();
  }
}

function inThread(worker: string, path: string): Promise<ArtifactKey[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: { path } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The thread ended with ${code}`)));
  });
}
