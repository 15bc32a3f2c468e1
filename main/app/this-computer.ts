import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Generation, Workspace } from '#contract/workspace';
import { createLocalLauncher } from '../adapters/clusters/index.ts';
import type { Launcher } from '../adapters/clusters/port.ts';
import type { Python } from '../adapters/python/port.ts';
import type { StoreConnection } from '../adapters/stores/port.ts';
import { AppError } from '../domain/app-error.ts';
import type { Platform } from '../platform.ts';

interface Parts {
  platform: Pick<Platform, 'paths' | 'resources'>;
  python: Python;
  /** Python versions that the scheduler's script works with. */
  requires: string;
  interpreter: (generation: Generation) => Promise<string>;
  connection: () => Promise<StoreConnection>;
  /** The process whose end ends the workers. */
  watchPid: () => number | null;
}

/** This computer as the sandbox's cluster. */
export async function thisComputer({ defaults }: Workspace, parts: Parts): Promise<Launcher> {
  const { platform, python, requires, interpreter, connection, watchPid } = parts;
  const found = await python.find(requires);
  if (!found) {
    throw new AppError({
      code: 'missing-part',
      doing: 'looking for Python',
      message: 'This computer has no Python that simulations can use.',
      advice: "Install Python 3.11 (python.org, or your system's package manager), then try again.",
      retry: true,
    });
  }
  return createLocalLauncher({
    scheduler: {
      python: found.path,
      script: join(platform.resources, 'local-scheduler', 'vivarium_local.py'),
      jobsDir: join(platform.paths.data, 'sandbox', 'jobs'),
      watchPid,
    },
    slots: defaults.slots ?? availableParallelism(),
    interpreter,
    connection,
    workerCache: join(platform.paths.cache, 'worker'),
  });
}
