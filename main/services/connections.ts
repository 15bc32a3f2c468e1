import type { S3Uri } from '#contract/s3-uri';
import type { Workspace } from '#contract/workspace';
import type { Launcher } from '#main/adapters/clusters/port';
import type { Engine } from '#main/adapters/engines/port';
import type { Store, StoreConnection } from '#main/adapters/stores/port';
import { s3Uri } from '#main/domain/s3-uri';

/** The folder of S3 under which a workspace keeps everything. */
export function workspaceRoot({ bucket, prefix }: Workspace): S3Uri {
  return s3Uri(bucket, prefix);
}

interface Adapters {
  connection(workspace: Workspace): Promise<StoreConnection>;
  createStore(connection: StoreConnection): Store;
  createEngine(connection: StoreConnection, workspace: Workspace): Promise<Engine>;
  launcher(workspace: Workspace): Promise<Launcher>;
}

interface Open {
  endpoint: string | null;
  store: Store;
  engine: Promise<Engine> | null;
}

/**
 * The open store, query engine and cluster of each workspace: made at first use, shared by all services, made anew when
 * the endpoint has moved (the sandbox's server may come back on another port).
 */
export class Connections {
  readonly #open = new Map<string, Open>();
  readonly #adapters: Adapters;

  constructor(adapters: Adapters) {
    this.#adapters = adapters;
  }

  async store(workspace: Workspace): Promise<Store> {
    return (await this.#entry(workspace)).open.store;
  }

  async engine(workspace: Workspace): Promise<Engine> {
    const { open, connection } = await this.#entry(workspace);
    open.engine ??= this.#adapters.createEngine(connection, workspace).catch((error: unknown) => {
      open.engine = null;
      throw error;
    });
    return open.engine;
  }

  async launcher(workspace: Workspace): Promise<Launcher> {
    return this.#adapters.launcher(workspace);
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map(release));
  }

  async #entry(workspace: Workspace): Promise<{ open: Open; connection: StoreConnection }> {
    const connection = await this.#adapters.connection(workspace);
    const known = this.#open.get(workspace.name);
    if (known?.endpoint === connection.endpoint) return { open: known, connection };
    if (known) void release(known);
    const open: Open = { endpoint: connection.endpoint, store: this.#adapters.createStore(connection), engine: null };
    this.#open.set(workspace.name, open);
    return { open, connection };
  }
}

/** A store or engine that does not close cleanly is of no use to anybody any more. */
async function release({ store, engine }: Open): Promise<void> {
  store.close?.();
  await engine?.then((opened) => opened.close()).catch(() => {});
}
