import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine, provideHttpfs } from '#main/adapters/engines/index';
import { s3Uri } from '#main/domain/s3-uri';
import { nobody } from '#test/support/s3-server';
import { testCache } from '#test/support/test-cache';
import { testHttpfs } from '#test/support/results';

let cache: string;
const resources = '/none';
const offline = { find: async () => null };

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'httpfs-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

/** Without a network: proxies that nobody answers, and no Python. */
async function withoutNetwork<T>(work: () => Promise<T>): Promise<T> {
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = 'http://127.0.0.1:9';
  try {
    return await work();
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[index];
    });
  }
}

test('offline, a plain sentence and nothing left behind', async () => {
  const error = await withoutNetwork(() => provideHttpfs({ cache, resources, python: offline })).catch(
    (thrown: unknown) => thrown,
  );
  // A machine that reaches DuckDB's repository past every proxy has it now: then there is nothing to say.
  if (typeof error === 'string') return;
  expect(error).toMatchObject({ data: { code: 'missing-part', retry: true } });
  expect(await readdir(join(cache, 'duckdb'))).toEqual([]);
});

test('the one in the cache is used as it is; a broken one is not', async () => {
  const good = await testHttpfs();
  const place = join(cache, relative(testCache(), good));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, (await readFile(good)).subarray(0, 1_000_000));
  const outcome = await withoutNetwork(() => provideHttpfs({ cache, resources, python: offline })).catch(
    (thrown: unknown) => thrown,
  );
  if (typeof outcome !== 'string') expect(outcome).toMatchObject({ data: { code: 'missing-part' } });
  await writeFile(place, await readFile(good));
  expect(await provideHttpfs({ cache, resources, python: offline })).toBe(place);
});

test('an engine whose extension does not load says so', async () => {
  const httpfs = join(cache, 'httpfs.duckdb_extension');
  await writeFile(httpfs, 'not an extension');
  const opening = createEngine({
    connection: await nobody(),
    readable: [s3Uri('b', 'p')],
    temporary: join(cache, 'temporary'),
    httpfs,
  });
  await expect(opening).rejects.toMatchObject({ data: { code: 'missing-part' } });
});
