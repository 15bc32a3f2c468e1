import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStore } from '#main/adapters/stores/index';
import type { Store } from '#main/adapters/stores/port';
import { s3Uri } from '#main/domain/s3-uri';
import { createData, withMultipart } from '../data.ts';
import type { TestServer } from '../s3-server.ts';
import { startProxy, type Trouble } from './proxy.ts';

const MiB = 1024 * 1024;
const TROUBLES: readonly Trouble[] = ['reset', 'stall', 'truncate'];
/** A stalled connection counts as dead sooner than for users. */
const IDLE_MS = 1_500;

/** What one trial found; empty where all is as it must be. */
export type Problems = string[];

/** Sends and fetches one file through connections that are cut at random moments. */
export async function cutTrial(server: TestServer, path: string, bytes: Uint8Array, round: number): Promise<Problems> {
  const proxy = await startProxy(server.connection.endpoint ?? '');
  const world = await createData(server);
  const through = createStore({ ...server.connection, endpoint: proxy.endpoint }, { idleMs: IDLE_MS });
  const trouble = TROUBLES[round % TROUBLES.length] ?? 'reset';
  const counted = countParts(through);
  try {
    const { data } = world.start(counted.store);
    const to = s3Uri(server.bucket, `cut-${round}/file`);
    const count = 1 + randomInt(4);
    // Less than any connection carries, so that each is cut.
    proxy.break(trouble, count, randomInt(8 * MiB));
    await data.upload({ paths: [path], to });
    const cutUp = proxy.broken();
    const problems = await checkObject(world.store, to, bytes);
    const twice = counted.acknowledged().filter((times) => times > 1).length;
    if (twice > 0) problems.push(`${twice} parts were acknowledged twice`);
    if (cutUp === 0) problems.push('nothing was cut');
    proxy.break(trouble, 1 + randomInt(4), randomInt(6 * MiB));
    const saved = await data.download({ uri: to, to: join(world.home, 'back') });
    if (Buffer.compare(await readFile(saved.path), bytes) !== 0) problems.push('other bytes came back');
    if (proxy.broken() === cutUp) problems.push('nothing was cut on the way back');
    if (!saved.verified) problems.push('the download was not verified');
    return problems.map((problem) => `${trouble}, ${cutUp} cuts: ${problem}`);
  } finally {
    through.close?.();
    await world.stop();
    await proxy.close();
  }
}

/** Kills the server in the middle, starts it again, and lets the transfer go on by itself. */
export async function restartTrial(
  server: TestServer,
  path: string,
  bytes: Uint8Array,
  round: number,
): Promise<Problems> {
  const world = await createData(server);
  try {
    const counted = countParts(world.store);
    const { data } = world.start(counted.store);
    const to = s3Uri(server.bucket, `restart-${round}/file`);
    const sending = data.upload({ paths: [path], to });
    sending.catch(() => {});
    await sleep(20 + randomInt(200));
    await server.kill();
    await sleep(randomInt(500));
    await server.start();
    await sending;
    return await checkObject(world.store, to, bytes);
  } finally {
    await world.stop();
  }
}

/** A folder that goes with the process. */
export async function temporary<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'trials-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Identical bytes, a checksum, and no multipart upload left. */
export async function checkObject(store: Store, uri: ReturnType<typeof s3Uri>, bytes: Uint8Array): Promise<Problems> {
  const problems: Problems = [];
  if (Buffer.compare(await store.get(uri), bytes) !== 0) problems.push('other bytes arrived');
  if (!(await store.head(uri))?.checksum) problems.push('no checksum is kept');
  const left = await store.multipart.begun(uri);
  if (left.length > 0) problems.push(`${left.length} multipart uploads are left`);
  return problems;
}

function countParts(store: Store): { store: Store; acknowledged(): number[] } {
  const times = new Map<number, number>();
  return {
    store: withMultipart(store, {
      part: async (uri, id, number, body, options) => {
        const part = await store.multipart.part(uri, id, number, body, options);
        times.set(number, (times.get(number) ?? 0) + 1);
        return part;
      },
    }),
    acknowledged: () => [...times.values()],
  };
}
