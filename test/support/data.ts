import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workspace } from '#contract/workspace';
import { createArtifacts } from '#main/adapters/artifacts/index';
import { createStore } from '#main/adapters/stores/index';
import type { Multipart, Store } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { Activities } from '#main/services/activities';
import { DataService } from '#main/services/data';
import type { TestServer } from './s3-server.ts';

// As the app itself does: a listener for each request under way.
setMaxListeners(200);

/** A data service over a real server, with its own files in a temporary folder. */
export async function createData(server: TestServer) {
  const home = await mkdtemp(join(tmpdir(), 'data-'));
  const workspace = Workspace.parse({
    format: 1,
    name: 'test',
    kind: 'sandbox',
    region: 'us-east-1',
    bucket: server.bucket,
    prefix: 'vivarium',
  });
  const store = createStore(server.connection);
  return {
    home,
    workspace,
    store,
    /** One process's service; several share what is on disk, as one process after another does. */
    start(through: Store = store) {
      const activities = new Activities();
      const data = new DataService({
        activities,
        artifacts: createArtifacts({ worker: '' }),
        platform: { paths: { config: home, data: join(home, 'data'), cache: home, logs: home } },
        workspaces: { resolve: () => Promise.resolve(workspace) },
        connections: { store: () => Promise.resolve(through) },
      });
      return { data, activities };
    },
    async stop() {
      store.close?.();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The store, with some of its calls for multipart uploads replaced. */
export function withMultipart(store: Store, changed: Partial<Multipart>): Store {
  return {
    list: (request) => store.list(request),
    head: (uri, options) => store.head(uri, options),
    get: (uri, options) => store.get(uri, options),
    stream: (uri, options) => store.stream(uri, options),
    copy: (from, to, options) => store.copy(from, to, options),
    link: (uri, seconds) => store.link(uri, seconds),
    put: (uri, body, options) => store.put(uri, body, options),
    remove: (uris, options) => store.remove(uris, options),
    multipart: { ...store.multipart, ...changed },
  };
}

/** The code of the AppError that the work ends with; other errors are thrown on. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.code;
  }
}
