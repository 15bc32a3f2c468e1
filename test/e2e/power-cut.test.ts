import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { survivors } from './support/processes.ts';
import { clientOf, startWebApp, type WebApp } from './support/web-app.ts';

const MIB = 2 ** 20;

let home: string;
let app: WebApp;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'vivarium-aws-e2e-'));
});
afterAll(async () => {
  await app?.stop();
  await rm(home, { recursive: true, force: true });
});

test('SIGKILL during a run and an upload: nothing is shown done that is not, and both go on after a restart', async () => {
  app = await startWebApp(home);
  let client = await clientOf(app);
  await client.sandbox.start({});
  const [model] = await client.run.samples({});
  if (!model) throw new Error('There is no sample model.');
  const branches =
    'input_draw_count: 2\nrandom_seed_count: 1\nbranches:\n  - intervention: {scenario: [baseline, treated]}\n';
  const started = await client.run.start({ model: { ...model, branches }, batch_size: 1, slots: 2 });
  const file = join(home, 'big.hdf');
  await write(file, 600 * MIB);
  await until(async () => (await client.run.status({ run: started.id })).done > 0);
  const upload = client.data.upload({ paths: [file] }).catch(() => null);
  await until(partsSent);
  const before = await client.run.status({ run: started.id });
  expect(before.done).toBeLessThan(4);

  await app.kill();
  await upload;
  expect(await survivors(home, 10_000)).toEqual([]);

  app = await startWebApp(home);
  client = await clientOf(app);
  // An ended element is believed gone only after some seconds: its last words may still be on their way.
  await until(async () => (await client.run.status({ run: started.id })).state !== 'active', 20);
  const after = await client.run.status({ run: started.id });
  expect(after.done).toBeGreaterThanOrEqual(before.done);
  expect(after.done + after.lost + after.queued + after.running + after.failed).toBe(4);
  expect({ running: after.running, state: after.state }).toEqual({ running: 0, state: 'incomplete' });
  const listed = async () => (await client.data.list({ recursive: true })).objects.map(({ name }) => name);
  expect((await listed()).filter((name) => name.endsWith('big.hdf'))).toEqual([]);

  await client.run.restart({ run: started.id });
  await client.data.upload({ paths: [file] });
  await until(async () => (await client.run.status({ run: started.id })).state !== 'active');
  expect(await client.run.status({ run: started.id })).toMatchObject({ done: 4, state: 'complete' });
  expect((await listed()).filter((name) => name.endsWith('big.hdf'))).toHaveLength(1);
  const { rows } = await client.results.query({
    run: started.id,
    sql: 'SELECT count(*) - count(DISTINCT result) FROM (SELECT * EXCLUDE value FROM deaths) AS result',
  });
  expect(rows, 'a row of the results is there twice').toEqual([[0]]);
});

/** A file of random bytes: nothing may be saved by compressing or recognising it. */
async function write(path: string, size: number): Promise<void> {
  const handle = await open(path, 'w');
  for (let written = 0; written < size; written += 20 * MIB) await handle.write(randomBytes(20 * MIB));
  await handle.close();
}

/** Whether some parts of the upload are in S3 by its record, and so more to come. */
async function partsSent(): Promise<boolean> {
  const folder = join(home, 'data', 'uploads');
  for (const name of await readdir(folder).catch(() => [])) {
    const { parts } = JSON.parse(await readFile(join(folder, name), 'utf8').catch(() => '{"parts":[]}')) as {
      parts: unknown[];
    };
    if (parts.length > 0) return true;
  }
  return false;
}

async function until(met: () => Promise<boolean>, seconds = 200): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) if (await met()) return;
  throw new Error(`It did not happen within ${seconds} s.`);
}
