import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Workspace } from '#contract/workspace';
import type { ApiContext } from '#main/api/context';
import { createArtifacts } from './adapters/artifacts/index.ts';
import { createFiles } from './adapters/files/index.ts';
import { createIdentities } from './adapters/identities/index.ts';
import { createPython, pinnedEnvironment } from './adapters/python/index.ts';
import { createGuardian, createS3Servers } from './adapters/s3-servers/index.ts';
import { createLocalShell } from './adapters/shells/index.ts';
import type { StoreConnection } from './adapters/stores/port.ts';
import { interpreter } from './app/interpreter.ts';
import {
  createBucket,
  createCloud,
  createEngine,
  createParquet,
  createStore,
  findHttpfs,
  provideHttpfs,
} from './app/lazy.ts';
import { thisComputer } from './app/this-computer.ts';
import { AppError } from './domain/app-error.ts';
import type { Platform } from './platform.ts';
import { Activities } from './services/activities.ts';
import { BucketService } from './services/buckets.ts';
import { CodeService } from './services/code.ts';
import { Connections, workspaceRoot } from './services/connections.ts';
import { CredentialService } from './services/credentials.ts';
import { DataService } from './services/data.ts';
import { DesktopService } from './services/desktop.ts';
import { KeyService } from './services/keys.ts';
import { NotebookService } from './services/notebooks.ts';
import { ResultsService } from './services/results.ts';
import { RunService } from './services/runs.ts';
import { SandboxService } from './services/sandbox.ts';
import type { Services } from './services/services.ts';
import { SetupService } from './services/setup.ts';
import { WorkspaceService } from './services/workspaces.ts';

export interface App {
  services: Services;
  /** What the handlers of the API work with. */
  context: ApiContext;
  /** Closes what is open and stops what ends with this process; the app cannot be used after it. */
  close(): Promise<void>;
}

/** Joins adapters and services for a host. Starts nothing: servers, Python and libraries come with the first call that needs them. */
export async function createApp(platform: Platform): Promise<App> {
  // A signal of long work has a listener for each request under way: more than ten is no leak.
  setMaxListeners(200);
  const { paths, resources } = platform;
  const activities = new Activities();
  const files = createFiles();
  const python = createPython({ cache: paths.cache });
  const environment = (name: string) => pinnedEnvironment(resources, name);
  const workspaces = new WorkspaceService({ platform, files });
  const sandboxFolder = join(paths.data, 'sandbox');
  const sandbox = new SandboxService({
    platform,
    activities,
    workspaces,
    files,
    python,
    environment,
    servers: createS3Servers({ python, resources }),
    guardian: createGuardian({
      python,
      files,
      script: join(resources, 'sandbox', 'guardian.py'),
      pidFile: join(sandboxFolder, 'guardian.json'),
      log: join(paths.logs, 'sandbox-server.log'),
    }),
    createStore,
    createBucket,
  });

  const credentials = new CredentialService({ files, workspaces, identities: createIdentities(), cloud: createCloud });
  const cloud = (workspace: Workspace) => credentials.cloud(workspace);
  const keys = new KeyService({ files, workspaces, cloud });
  const buckets = new BucketService({ workspaces, cloud });
  const connection = (workspace: Workspace): Promise<StoreConnection> =>
    workspace.kind === 'sandbox' ? sandbox.connection() : credentials.connection(workspace);
  const connections = new Connections({
    connection,
    createStore,
    createEngine: async (connection, workspace) =>
      createEngine({
        connection,
        readable: [workspaceRoot(workspace)],
        temporary: join(paths.cache, 'duckdb-temporary', workspace.name),
        httpfs: await activities.run({ kind: 'query', title: 'Preparing the query engine' }, ({ signal, report }) =>
          provideHttpfs({ cache: paths.cache, resources, python, signal, onProgress: report }),
        ),
      }),
    launcher: async (workspace) => {
      if (workspace.kind !== 'sandbox') throw noCluster(workspace);
      return thisComputer(workspace, {
        platform,
        python,
        requires: (await environment('sandbox')).requires,
        interpreter: async (generation) => interpreter(await environment(generation), { python, activities }),
        connection: () => sandbox.connection(),
        watchPid: () => sandbox.guardianPid(),
      });
    },
  });

  const common = { platform, activities, workspaces, connections, files };
  const code = new CodeService({ ...common, shell: createLocalShell() });
  const runs = new RunService({
    ...common,
    parquet: createParquet(paths.cache),
    sampleCode: async ({ name }) =>
      (await code.put({ workspace: name, folder: join(resources, 'sample', 'model') })).code,
  });
  const results = new ResultsService({ ...common, tables: (workspace, run) => runs.tables(workspace, run) });
  const services: Services = {
    platform,
    activities,
    workspaces,
    sandbox,
    credentials,
    keys,
    buckets,
    code,
    runs,
    results,
    desktop: new DesktopService({ platform }),
    setup: new SetupService({
      workspaces,
      sandbox,
      credentials,
      keys,
      buckets,
      findHttpfs: () => findHttpfs({ cache: paths.cache, resources, python }),
    }),
    data: new DataService({
      ...common,
      artifacts: createArtifacts({ worker: join(resources, '..', 'out', 'main', 'artifact-worker.js') }),
    }),
    notebooks: new NotebookService(common),
  };
  return {
    services,
    context: { services },
    close: async () => {
      activities.cancelAll();
      await results.close();
      await connections.close();
      await sandbox.close();
    },
  };
}

function noCluster({ name }: Workspace): AppError {
  return new AppError({
    code: 'missing-part',
    doing: `looking for the cluster of ${name}`,
    message: `The workspace ${name} has no cluster to run on.`,
    advice: 'Run in the workspace `sandbox`, which uses this computer.',
  });
}
