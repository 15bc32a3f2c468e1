import type { Generation } from '#contract/workspace';
import { createLocalScheduler } from '../schedulers/index.ts';
import type { LocalSchedulerOptions } from '../schedulers/index.ts';
import { createLocalShell } from '../shells/index.ts';
import type { StoreConnection } from '../stores/port.ts';
import type { Launcher } from './port.ts';

export interface LocalLauncherOptions {
  scheduler: LocalSchedulerOptions;
  /** Worker processes at a time: the cores of this computer. */
  slots: number;
  /** The interpreter of a generation's environment; `missing-part` where it is not installed. */
  interpreter: (generation: Generation) => Promise<string>;
  connection: () => Promise<StoreConnection>;
  /** Folder in which workers keep artifacts and code between batches. */
  workerCache: string;
}

/** This computer as a cluster. The worker learns where the store is, and its keys, from the environment only. */
export function createLocalLauncher({
  scheduler,
  slots,
  interpreter,
  connection,
  workerCache,
}: LocalLauncherOptions): Launcher {
  return {
    shell: createLocalShell(),
    scheduler: createLocalScheduler(scheduler),
    slots,
    async worker(generation, { localPath }) {
      const python = await interpreter(generation);
      const { region, endpoint, credentials } = await connection();
      const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
      return {
        argv: [python, localPath],
        env: {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}),
          AWS_REGION: region,
          AWS_DEFAULT_REGION: region,
          ...(endpoint ? { AWS_ENDPOINT_URL: endpoint } : {}),
          VIVARIUM_WORKER_CACHE: workerCache,
          PYTHONUNBUFFERED: '1',
          // One core a worker: numpy's threads would only fight over it.
          OMP_NUM_THREADS: '1',
          OPENBLAS_NUM_THREADS: '1',
          MKL_NUM_THREADS: '1',
        },
      };
    },
  };
}
