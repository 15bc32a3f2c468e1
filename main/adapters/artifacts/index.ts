import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ArtifactKey } from '#contract/artifact';
import { AppError } from '#main/domain/app-error';
import type { Artifacts } from './port.ts';

/**
 * Reads artifacts in a thread of their own.
 * @param worker The built `worker.ts`. Where it is not there (the app runs from its sources) this thread does the work.
 */
export function createArtifacts({ worker }: { worker: string }): Artifacts {
  return {
    async keys(path) {
      try {
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

function inThread(worker: string, path: string): Promise<ArtifactKey[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: { path } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The thread ended with ${code}`)));
  });
}
