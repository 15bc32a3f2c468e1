import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, provideHttpfs } from '#main/adapters/engines/index';
import type { Engine, EngineOptions, RunTables } from '#main/adapters/engines/port';
import { createPython } from '#main/adapters/python/index';
import { createStore } from '#main/adapters/stores/index';
import { s3Uri } from '#main/domain/s3-uri';
import type { TestServer } from './s3-server.ts';
import { testCache } from './test-cache.ts';

/** A real finished run of 12 tasks (3 draws, 2 seeds, 2 scenarios) in psimulate's layout. */
export const SMALL_RUN = join(import.meta.dirname, '..', 'fixtures', 'results', 'small', 'results');
export const ROOT = 'vivarium';

/** Puts the small run into the server's bucket and answers its tables, and an `unfinished` metric without a file. */
export async function putSmallRun({ connection, bucket }: Place): Promise<RunTables> {
  const store = createStore(connection);
  const metrics = new Map<string, { uri: ReturnType<typeof s3Uri>; size: number; rows: number }[]>();
  for (const metric of (await readdir(SMALL_RUN)).sort()) {
    const content = await readFile(join(SMALL_RUN, metric, '0000.parquet'));
    const uri = s3Uri(bucket, `${ROOT}/results/small/2026/results/${metric}/0000.parquet`);
    await store.put(uri, content);
    metrics.set(metric, [{ uri, size: content.byteLength, rows: 0 }]);
  }
  return { run: 'small/2026', metrics: new Map([...metrics, ['unfinished', []]]) };
}

/** A bucket of a server. */
type Place = Pick<TestServer, 'connection' | 'bucket'>;

/** An engine on the server with folders of its own, and what ends it. */
export async function openEngine(
  server: Place,
  options: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; close: () => Promise<void> }> {
  const temporary = await mkdtemp(join(tmpdir(), 'engine-'));
  const httpfs = await testHttpfs();
  const readable = [s3Uri(server.bucket, ROOT)];
  const engine = await createEngine({ connection: server.connection, readable, temporary, httpfs, ...options });
  const close = async () => {
    await engine.close();
    await rm(temporary, { recursive: true, force: true });
  };
  return { engine, close };
}

/** The extension, in the cache that all tests share. */
export function testHttpfs(): Promise<string> {
  return provideHttpfs({
    cache: testCache(),
    resources: join(import.meta.dirname, '..', '..', 'resources'),
    python: createPython({ cache: testCache() }),
  });
}
