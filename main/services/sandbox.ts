import { join } from 'node:path';
import type { SandboxStatus } from '#contract/sandbox';
import type { Generation, Workspace } from '#contract/workspace';
import type { EnsureOptions, EnvironmentSpec, Python } from '#main/adapters/python/port';
import type { RunningServer } from '#main/adapters/s3-servers/port';
import type { StoreConnection } from '#main/adapters/stores/port';
import type { Platform } from '#main/platform';
import type { Activities, ActivityHandle } from './activities.ts';
import { workspaceRoot } from './connections.ts';
import { SampleData } from './sandbox/sample.ts';
import { SandboxServer, type ServerParts } from './sandbox/server.ts';
import { SANDBOX, type WorkspaceService } from './workspaces.ts';

interface Options extends ServerParts {
  platform: Pick<Platform, 'paths' | 'resources' | 'log'>;
  activities: Activities;
  workspaces: WorkspaceService;
  python: Python;
  /** The pinned packages of a generation of vivarium. */
  environment: (generation: Generation) => Promise<EnvironmentSpec>;
}

interface StartRequest {
  detached: boolean;
  python: boolean;
}

/** The workspace on this computer: a real S3 server with the sample in it, and a Python environment for simulations. */
export class SandboxService {
  readonly #options: Options;
  readonly #sample: SampleData;
  /** Work in progress by its name: who asks for the same shares it. */
  readonly #shared = new Map<string, Promise<unknown>>();
  #server: SandboxServer | null = null;

  constructor(options: Options) {
    this.#options = options;
    this.#sample = new SampleData(options.files, options.platform.resources);
  }

  async status(): Promise<SandboxStatus> {
    const workspace = await this.#workspace();
    const server = this.#serverOf(workspace);
    const spec = await this.#options.environment(workspace.defaults.generation);
    const [running, interpreter, environment] = await Promise.all([
      server.find(),
      this.#options.python.find(spec.requires),
      this.#options.python.ready(spec),
    ]);
    return {
      state: running ? 'running' : 'stopped',
      server: running?.server ?? null,
      endpoint: running?.endpoint ?? null,
      bucket: workspace.bucket,
      prefix: workspace.prefix,
      data_folder: server.dataFolder,
      detached: running?.detached ?? false,
      python: {
        interpreter: interpreter?.path ?? null,
        version: interpreter?.version ?? null,
        environment_ready: environment !== null,
      },
      sample_ready: running !== null && (await this.#hasSample(workspace, running)),
    };
  }

  /** Server and Python environment at the same time. A server that runs already stays as it is, attached or detached. */
  async start({ detached, python }: StartRequest): Promise<SandboxStatus> {
    await this.#share(`start ${detached} ${python}`, () =>
      this.#options.activities.run({ kind: 'sandbox', title: 'Starting the sandbox' }, (handle) =>
        this.#start(handle, detached, python),
      ),
    );
    return this.status();
  }

  async stop(): Promise<SandboxStatus> {
    await this.#serverOf(await this.#workspace()).stop();
    return this.status();
  }

  async reset(): Promise<SandboxStatus> {
    await this.#serverOf(await this.#workspace()).reset();
    return this.status();
  }

  /** How its store is reached; starts the server, attached to this process, where none runs. */
  async connection(): Promise<StoreConnection> {
    const workspace = await this.#workspace();
    const server = this.#serverOf(workspace);
    const running =
      server.known() ??
      (await this.#share('connection', async () => {
        const found = await server.find();
        if (found) return found;
        return this.#options.activities.run({ kind: 'sandbox', title: "Starting the sandbox's S3 server" }, (handle) =>
          this.#startServer(workspace, false, { signal: handle.signal, onProgress: handle.report }),
        );
      }));
    return server.connection(running);
  }

  /** The process whose end ends the sandbox: the pool of workers watches it. */
  guardianPid(): number | null {
    return this.#server?.known()?.guardianPid ?? null;
  }

  /** Stops a server that is attached to this process. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#shared.values());
    await this.#server?.close();
  }

  async #start(handle: ActivityHandle, detached: boolean, python: boolean): Promise<void> {
    const workspace = await this.#workspace();
    const failed = new AbortController();
    const signal = AbortSignal.any([handle.signal, failed.signal]);
    const total = python ? 2 : 1;
    let done = 0;
    const step = async (work: Promise<unknown>) => {
      await work;
      handle.report('', { done: ++done, total, unit: 'steps' });
    };
    const onProgress = (detail: string) => handle.report(detail, { done, total, unit: 'steps' });
    const server = this.#serverOf(workspace);
    const before = await server.find();
    const steps = [
      step(this.#startServer(workspace, detached, { signal, onProgress })),
      ...(python ? [step(this.#ensurePython(workspace, signal))] : []),
    ];
    try {
      await Promise.all(steps);
    } catch (error) {
      failed.abort(); // the other one is not worth waiting for
      await Promise.allSettled(steps);
      // What would go on by itself is left by a start that succeeds only.
      if (detached && !before) await server.stop();
      throw error;
    }
  }

  async #startServer(workspace: Workspace, detached: boolean, options: EnsureOptions): Promise<RunningServer> {
    const server = this.#serverOf(workspace);
    const running = (await server.find()) ?? (await server.start(detached, options));
    const store = this.#options.createStore(await server.connection(running));
    try {
      await this.#sample.put(store, workspaceRoot(workspace), options);
    } finally {
      store.close?.();
    }
    return running;
  }

  async #ensurePython(workspace: Workspace, signal: AbortSignal): Promise<void> {
    const { python, activities, environment } = this.#options;
    const spec = await environment(workspace.defaults.generation);
    if (await python.ready(spec)) return;
    await this.#share(`python ${spec.name}`, () =>
      activities.run({ kind: 'python', title: 'Installing Python packages for simulations' }, (handle) =>
        python.ensure(spec, { signal: AbortSignal.any([signal, handle.signal]), onProgress: handle.report }),
      ),
    );
  }

  async #hasSample(workspace: Workspace, running: RunningServer): Promise<boolean> {
    const store = this.#options.createStore(await this.#serverOf(workspace).connection(running));
    try {
      return await this.#sample.isIn(store, workspaceRoot(workspace));
    } finally {
      store.close?.();
    }
  }

  #workspace(): Promise<Workspace> {
    return this.#options.workspaces.resolve(SANDBOX);
  }

  #serverOf({ region, bucket }: Workspace): SandboxServer {
    const folder = join(this.#options.platform.paths.data, 'sandbox');
    this.#server ??= new SandboxServer(this.#options, { folder, region, bucket });
    return this.#server;
  }

  #share<T>(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.#shared.get(name) as Promise<T> | undefined;
    if (running) return running;
    const begun = work().finally(() => this.#shared.delete(name));
    this.#shared.set(name, begun);
    return begun;
  }
}
