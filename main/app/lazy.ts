import type { CloudConnection } from '../adapters/clouds/clients.ts';
import type { Cloud } from '../adapters/clouds/port.ts';
import type { HttpfsOptions } from '../adapters/engines/index.ts';
import type { Engine, EngineOptions } from '../adapters/engines/port.ts';
import type { Parquet } from '../adapters/parquet/port.ts';
import type { Multipart, Store, StoreConnection } from '../adapters/stores/port.ts';

/** The heavy libraries (AWS SDK, DuckDB) are loaded at their first use: opening a window or asking for help needs neither. */
const stores = () => import('../adapters/stores/index.ts');
const engines = () => import('../adapters/engines/index.ts');

/** A store whose library is loaded at its first call. */
export function createStore(connection: StoreConnection): Store {
  let made: Promise<Store> | null = null;
  const store = () => (made ??= stores().then(({ createStore }) => createStore(connection)));
  const multipart: Multipart = {
    begun: async (...input) => (await store()).multipart.begun(...input),
    begin: async (...input) => (await store()).multipart.begin(...input),
    part: async (...input) => (await store()).multipart.part(...input),
    parts: async (...input) => (await store()).multipart.parts(...input),
    complete: async (...input) => (await store()).multipart.complete(...input),
    abort: async (...input) => (await store()).multipart.abort(...input),
  };
  return {
    list: async (...input) => (await store()).list(...input),
    head: async (...input) => (await store()).head(...input),
    get: async (...input) => (await store()).get(...input),
    stream: async (...input) => (await store()).stream(...input),
    copy: async (...input) => (await store()).copy(...input),
    link: async (...input) => (await store()).link(...input),
    put: async (...input) => (await store()).put(...input),
    remove: async (...input) => (await store()).remove(...input),
    multipart,
    close: () => void made?.then((opened) => opened.close?.()).catch(() => {}),
  };
}

export async function createBucket(connection: StoreConnection, bucket: string): Promise<void> {
  await (await stores()).createBucket(connection, bucket);
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  return (await engines()).createEngine(options);
}

export async function provideHttpfs(options: HttpfsOptions): Promise<string> {
  return (await engines()).provideHttpfs(options);
}

export async function createCloud(connection: CloudConnection): Promise<Cloud> {
  const clouds = await import('../adapters/clouds/index.ts');
  return clouds.createCloud(connection);
}

/** The extension's path where this computer has it: asked with an aborted signal, it looks and fetches nothing. */
export async function findHttpfs(options: Omit<HttpfsOptions, 'signal'>): Promise<string | null> {
  return provideHttpfs({ ...options, signal: AbortSignal.abort() }).catch(() => null);
}

/** Parquet whose library is loaded at its first call. */
export function createParquet(folder: string): Parquet {
  let made: Promise<Parquet> | null = null;
  const parquet = () =>
    (made ??= import('../adapters/parquet/index.ts').then(({ createParquet }) => createParquet({ folder })));
  return {
    write: async (...input) => (await parquet()).write(...input),
    read: async (...input) => (await parquet()).read(...input),
  };
}
