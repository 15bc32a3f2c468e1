import { join } from 'node:path';
import type { StoreConnection } from '#main/adapters/stores/port';
import { createFiles } from '#main/adapters/files/index';
import { createPython, pinnedEnvironment } from '#main/adapters/python/index';
import { createGuardian, createS3Servers } from '#main/adapters/s3-servers/index';
import type { S3Server } from '#main/adapters/s3-servers/port';
import { createBucket, createStore } from '#main/adapters/stores/index';
import { appPaths } from '#main/paths';
import { Activities } from '#main/services/activities';
import { SandboxService } from '#main/services/sandbox';
import { WorkspaceService } from '#main/services/workspaces';
import { testCache } from './test-cache.ts';

const RESOURCES = join(import.meta.dirname, '..', '..', 'resources');

export interface SandboxSetting {
  /** The only server it may use; default: what the app would choose. */
  server?: S3Server['name'];
  env?: NodeJS.ProcessEnv;
  cache?: string;
  /** Bytes that the disk is said to have free. */
  free?: number;
  /** Wraps the servers, to make one misbehave. */
  servers?: (servers: readonly S3Server[]) => readonly S3Server[];
}

/** The sandbox with its real parts, its files in `home`, its environments in the shared cache of tests. */
export function createSandbox(
  home: string,
  { server, env = process.env, cache = testCache(), free, servers = (all) => all }: SandboxSetting = {},
) {
  const platform = { paths: appPaths({ VIVARIUM_AWS_HOME: home }), resources: RESOURCES, log: () => {} };
  const files = { ...createFiles(), ...(free !== undefined && { free: () => Promise.resolve(free) }) };
  const python = createPython({ cache, env });
  const activities = new Activities();
  const workspaces = new WorkspaceService({ platform, files });
  const all = createS3Servers({ python, resources: RESOURCES, env });
  const folder = join(platform.paths.data, 'sandbox');
  const sandbox = new SandboxService({
    platform,
    activities,
    workspaces,
    files,
    python,
    servers: servers(server ? all.filter(({ name }) => name === server) : all),
    guardian: createGuardian({
      python,
      files,
      script: join(RESOURCES, 'sandbox', 'guardian.py'),
      pidFile: join(folder, 'server.json'),
      log: join(platform.paths.logs, 'sandbox-server.log'),
    }),
    createStore,
    createBucket,
    environment: (generation) => pinnedEnvironment(RESOURCES, generation),
  });
  return {
    sandbox,
    activities,
    workspaces,
    python,
    files,
    folder,
    platform,
    store: async () => createStore(await connected(sandbox)),
  };
}

async function connected(sandbox: SandboxService): Promise<StoreConnection> {
  return sandbox.connection();
}
