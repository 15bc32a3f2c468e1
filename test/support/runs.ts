import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CodeReference } from '#contract/run-record';
import type { RunStatus } from '#contract/run';
import { Workspace } from '#contract/workspace';
import type { Generation } from '#contract/workspace';
import { createLocalLauncher } from '#main/adapters/clusters/index';
import type { Launcher } from '#main/adapters/clusters/port';
import { createFiles } from '#main/adapters/files/index';
import { createParquet } from '#main/adapters/parquet/index';
import { createPython, pinnedEnvironment } from '#main/adapters/python/index';
import { createStore } from '#main/adapters/stores/index';
import type { Store, StoreConnection } from '#main/adapters/stores/port';
import { joinS3 } from '#main/domain/s3-uri';
import { Activities } from '#main/services/activities';
import { Connections, workspaceRoot } from '#main/services/connections';
import { RunService } from '#main/services/runs';
import { findServer, SERVERS, startServer } from './s3-server.ts';
import type { TestServer } from './s3-server.ts';
import { testCache } from './test-cache.ts';

export const RESOURCES = resolve(import.meta.dirname, '../../resources');

/** The first S3 server that this computer has; null where it has none. */
export const ANY_SERVER = SERVERS.find((name) => findServer(name) !== null) ?? null;

/** Any Python 3, for the local scheduler. */
export async function anyPython(): Promise<string | null> {
  return (await createPython({ cache: testCache() }).find('>=3.9'))?.path ?? null;
}

/** The interpreter of a generation's environment, made in the tests' cache where it is not there yet (a minute or two). */
export async function interpreter(generation: Generation): Promise<string> {
  return createPython({ cache: testCache() }).ensure(await pinnedEnvironment(RESOURCES, generation));
}

export interface RunWorld {
  server: TestServer;
  workspace: Workspace;
  store: Store;
  launcher: Launcher;
  jobsDir: string;
  /** A service as another process would have it: it knows nothing but the bucket. */
  service(changes?: { launcher?: Launcher }): RunService;
  sampleCode: CodeReference;
  end(): Promise<void>;
}

/** A real S3 server with the sample's artifact and code, and this computer as its cluster. */
export async function createRunWorld({ slots = 2, python }: { slots?: number; python: string }): Promise<RunWorld> {
  const server = await startServer(ANY_SERVER ?? 'versitygw');
  const home = await mkdtemp(join(tmpdir(), 'runs-'));
  const workspace = Workspace.parse({
    format: 1,
    name: 'sandbox',
    kind: 'sandbox',
    region: server.connection.region,
    bucket: server.bucket,
    prefix: 'vivarium',
  });
  const store = createStore(server.connection);
  const jobsDir = join(home, 'jobs');
  const launcher = createLocalLauncher({
    scheduler: {
      python,
      script: join(RESOURCES, 'local-scheduler', 'vivarium_local.py'),
      jobsDir,
      watchPid: () => process.pid,
    },
    slots,
    interpreter,
    connection: () => Promise.resolve(server.connection),
    workerCache: join(home, 'worker-cache'),
  });
  const sampleCode = await putSample(store, workspace, home);
  const service = ({ launcher: other = launcher }: { launcher?: Launcher } = {}) =>
    new RunService({
      platform: {
        resources: RESOURCES,
        paths: { config: home, data: home, cache: join(home, 'cache'), logs: home },
        log: () => {},
      },
      activities: new Activities(),
      workspaces: { resolve: () => Promise.resolve(workspace) },
      connections: connectionsOf(server.connection, other),
      files: createFiles(),
      parquet: createParquet(),
      sampleCode: () => Promise.resolve(sampleCode),
      pollMs: 500,
    });
  return {
    server,
    workspace,
    store,
    launcher,
    jobsDir,
    service,
    sampleCode,
    end: async () => {
      await cancelAll(launcher, python, jobsDir);
      await server.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Looks until the run is as wanted; fails after `seconds`, or when it has ended otherwise. */
export async function until(
  service: RunService,
  run: string,
  wanted: (status: RunStatus) => boolean,
  seconds = 120,
): Promise<RunStatus> {
  const signal = AbortSignal.timeout(seconds * 1000);
  let last: RunStatus | undefined;
  for await (const status of service.watch({ run }, signal)) {
    last = status;
    if (wanted(status)) return status;
  }
  throw new Error(`The run is ${JSON.stringify(last)}`);
}

function connectionsOf(connection: StoreConnection, launcher: Launcher): Connections {
  return new Connections({
    connection: () => Promise.resolve(connection),
    createStore,
    createEngine: () => Promise.reject(new Error('no engine here')),
    launcher: () => Promise.resolve(launcher),
  });
}

async function putSample(store: Store, workspace: Workspace, home: string): Promise<CodeReference> {
  const root = workspaceRoot(workspace);
  const archive = join(home, 'model.tar.gz');
  await promisify(execFile)('tar', [
    '-czf',
    archive,
    '--exclude',
    '__pycache__',
    '-C',
    join(RESOURCES, 'sample', 'model'),
    'viv_demo',
  ]);
  const code = await readFile(archive);
  const sha256 = createHash('sha256').update(code).digest('hex');
  const uri = joinS3(root, 'code', `${sha256}.tar.gz`);
  const artifact = await readFile(join(RESOURCES, 'sample', 'artifact.hdf'));
  await store.put(uri, code, { sha256 });
  await store.put(joinS3(root, 'artifacts', 'sample.hdf'), artifact, {
    sha256: createHash('sha256').update(artifact).digest('hex'),
  });
  return CodeReference.parse({ kind: 'archive', uri, sha256 });
}

/** Workers end with the pool, which ends with us; tests do not leave that to chance. */
async function cancelAll({ shell, scheduler }: Launcher, python: string, jobsDir: string): Promise<void> {
  const script = join(RESOURCES, 'local-scheduler', 'vivarium_local.py');
  const jobs = scheduler.parseQuery(await shell.run({ argv: [python, script, 'status', '--jobs-dir', jobsDir] }));
  if (jobs.length > 0) await shell.run(scheduler.cancel(jobs.map(({ jobId }) => jobId)));
}
