import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { RunManifest } from '#contract/run-record';
import { SandboxStatus } from '#contract/sandbox';
import { ended, isAlive } from '#main/adapters/s3-servers/processes';
import { AppError } from '#main/domain/app-error';
import { s3Uri } from '#main/domain/s3-uri';
import { requirePart } from '../support/parts.ts';
import { createSandbox, type SandboxSetting } from '../support/sandbox.ts';
import { findServer, SERVERS } from '../support/s3-server.ts';
import { testEnvironment } from '../support/test-cache.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NO_PYTHON_NEEDED = { detached: false, python: false };
const mark = s3Uri('sandbox', 'vivarium/kept.txt');
const Pids = z.object({ guardian_pid: z.number(), server_pid: z.number() });

let home: string;
const opened: ReturnType<typeof createSandbox>[] = [];
const owners: ChildProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const one of opened.splice(0)) await one.sandbox.stop();
  await rm(home, { recursive: true, force: true });
});

function open(setting?: SandboxSetting) {
  const one = createSandbox(home, setting);
  opened.push(one);
  return one;
}

async function pids(): Promise<number[]> {
  const { guardian_pid, server_pid } = Pids.parse(
    JSON.parse(await readFile(join(home, 'data', 'sandbox', 'server.json'), 'utf8')),
  );
  return [guardian_pid, server_pid];
}

/** Local addresses (hexadecimal, as the kernel has them) on which the process listens; Linux only. */
async function listening(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => '')));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && links.includes(`socket:[${inode}]`))
      .map(([, address = '']) => address.split(':')[0] ?? ''),
  );
}

/** A second process of the app that starts the sandbox. */
async function spawnOwner(env: NodeJS.ProcessEnv) {
  const script = `import { runnerImport } from 'vite'; await runnerImport('./test/support/sandbox-owner.ts');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { ...testEnvironment(home), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, status: SandboxStatus.parse((JSON.parse(line) as { status: unknown }).status) };
}

describe.each(SERVERS)('the sandbox with %s', (server) => {
  const there = server === 'seaweedfs' || requirePart(server, findServer(server), 'install versitygw, see .ci/run');

  it.skipIf(!there)(
    'starts with bucket and sample, keeps its data over a restart, and forgets it at a reset',
    async () => {
      const { sandbox, store } = open({ server });
      expect((await sandbox.status()).state).toBe('stopped');
      const [first, second] = await Promise.all([sandbox.start(NO_PYTHON_NEEDED), sandbox.start(NO_PYTHON_NEEDED)]);
      expect(first).toMatchObject({ state: 'running', server, sample_ready: true, detached: false });
      expect(second.endpoint).toBe(first.endpoint);
      await (await store()).put(mark, 'kept');
      const processes = await pids();
      expect(sandbox.guardianPid()).toBe(processes[0]);
      if (process.platform === 'linux') {
        const addresses = await listening(processes[1] ?? 0);
        expect(addresses.length).toBeGreaterThan(0);
        expect(addresses.filter((address) => address !== '0100007F')).toEqual([]); // 127.0.0.1
      }

      await sandbox.close();
      expect(processes.some(isAlive)).toBe(false);
      expect(sandbox.guardianPid()).toBeNull();

      expect(new TextDecoder().decode(await (await store()).get(mark))).toBe('kept');
      expect(await (await store()).head(s3Uri('sandbox', 'vivarium/artifacts/sample.hdf'))).toMatchObject({
        checksum: { algorithm: 'sha256' },
      });

      expect((await sandbox.reset()).state).toBe('stopped');
      expect(await (await store()).head(mark)).toBeNull();
    },
  );

  it.skipIf(!there)('leaves no process behind when its owner is killed, and its data whole', async () => {
    const { child } = await spawnOwner({ TEST_SERVER: server });
    const processes = await pids();
    expect(processes.every(isAlive)).toBe(true);
    const { sandbox, store } = open({ server });
    await (await store()).put(mark, 'kept'); // by the server of the other process
    expect(sandbox.guardianPid()).toBe(processes[0]);
    child.kill('SIGKILL');
    // The guardian gives the server five seconds to end by itself, then kills it.
    expect(await ended(processes, 8_000)).toBe(true);
    expect(new TextDecoder().decode(await (await store()).get(mark))).toBe('kept');
  });

  it.skipIf(!there)('starts again when its server was killed', async () => {
    const { sandbox, store } = open({ server });
    await (await store()).put(mark, 'kept');
    const before = await pids();
    process.kill(before[1] ?? 0, 'SIGKILL');
    await ended(before, 5_000);
    expect(new TextDecoder().decode(await (await store()).get(mark))).toBe('kept');
    expect(sandbox.guardianPid()).not.toBe(before[0]);
  });
});

describe('the sandbox', () => {
  it("has all that the sample's finished run names", async () => {
    const { store } = open();
    const bucket = await store();
    const { objects } = await bucket.list({ prefix: s3Uri('sandbox', 'vivarium/results/sample/') });
    const manifest = objects.find(({ uri }) => uri.endsWith('/run.json'));
    const { artifact, code, worker, uri } = RunManifest.parse(
      JSON.parse(new TextDecoder().decode(await bucket.get(manifest?.uri ?? mark))),
    );
    expect(manifest?.uri).toBe(`${uri}/run.json`);
    expect(await bucket.head(artifact?.uri ?? mark)).toMatchObject({ checksum: artifact?.checksum });
    expect(await bucket.head(code.kind === 'archive' ? code.uri : mark)).not.toBeNull();
    expect(await bucket.head(worker.uri)).not.toBeNull();
    expect(objects.filter((object) => object.uri.includes('/events/')).length).toBeGreaterThan(0);
  });

  it('goes on after a process that started it detached, and is stopped by another', async () => {
    const { child, status } = await spawnOwner({ TEST_DETACHED: 'yes', TEST_STAY: 'no' });
    if (child.exitCode === null) await once(child, 'exit');
    const { sandbox } = open();
    const processes = await pids();
    expect(await sandbox.start(NO_PYTHON_NEEDED)).toMatchObject({
      state: 'running',
      detached: true,
      endpoint: status.endpoint,
    });
    await sandbox.close();
    expect(processes.every(isAlive)).toBe(true);
    expect((await sandbox.stop()).state).toBe('stopped');
    expect(processes.some(isAlive)).toBe(false);
  });

  it('is left on by itself only by a start that succeeds', async () => {
    const { sandbox, activities } = open();
    const started = sandbox.start({ detached: true, python: false });
    const cancel = setInterval(() => sandbox.guardianPid() !== null && activities.cancelAll(), 2);
    await expect(started).rejects.toMatchObject({ code: 'interrupted' });
    clearInterval(cancel);
    expect((await sandbox.status()).state).toBe('stopped');
  });

  it('is not taken away from another process that uses it, while that is short', async () => {
    const owner = createSandbox(home);
    await owner.sandbox.start(NO_PYTHON_NEEDED);
    const { child } = await spawnOwner({}); // finds the one that runs
    let closed = false;
    const closing = owner.sandbox.close().then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([closed, (await pids()).every(isAlive)]).toEqual([false, true]);
    child.kill('SIGKILL');
    await closing;
    expect((await owner.sandbox.status()).state).toBe('stopped');
  });

  it('is not taken away from another process that waits for its start', async () => {
    const owner = createSandbox(home);
    const starting = owner.sandbox.start(NO_PYTHON_NEEDED);
    const other = spawnOwner({});
    await starting;
    await vi.waitUntil(async () => (await readdir(join(home, 'data', 'sandbox', 'users'))).length > 1, {
      timeout: 20_000,
      interval: 5,
    });
    const closing = owner.sandbox.close();
    const { child, status } = await other;
    expect((await owner.sandbox.status()).endpoint).toBe(status.endpoint);
    child.kill('SIGKILL');
    await closing;
  });

  it('starts one server only when two processes start it at once', async () => {
    const one = open();
    const [, other] = await Promise.all([one.sandbox.start(NO_PYTHON_NEEDED), spawnOwner({})]);
    expect((await one.sandbox.status()).endpoint).toBe(other.status.endpoint);
  });

  it('cleans up after a guardian that was killed', async () => {
    const { sandbox, store } = open();
    await store();
    const before = await pids();
    process.kill(before[0] ?? 0, 'SIGKILL');
    await ended(before.slice(0, 1), 5_000);
    await store();
    expect(before.some(isAlive)).toBe(false);
    expect(sandbox.guardianPid()).not.toBe(before[0]);
  });

  it('takes other ports when another program was quicker', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    let launches = 0;
    const { sandbox } = open({
      server: 'versitygw',
      servers: (all) =>
        all.map((server) => ({
          ...server,
          async launch(program, place) {
            const launch = await server.launch(program, place);
            if (launches++ > 0) return launch;
            const free = new URL(launch.endpoint).port;
            return {
              ...launch,
              argv: launch.argv.map((word) => word.replace(`:${free}`, `:${taken}`)),
              endpoint: `http://127.0.0.1:${taken}`,
            };
          },
        })),
    });
    try {
      expect((await sandbox.start(NO_PYTHON_NEEDED)).state).toBe('running');
      expect(launches).toBe(2);
    } finally {
      squatter.close();
    }
  });

  it("says a dying server's last words", async () => {
    const { sandbox } = open({
      server: 'versitygw',
      servers: (all) =>
        all.map((server) => ({
          ...server,
          launch: async (program, place) => {
            const launch = await server.launch(program, place);
            return { ...launch, argv: [program, 'posix', join(home, 'nowhere')] };
          },
        })),
    });
    const failure = await sandbox.start(NO_PYTHON_NEEDED).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({
      code: 'failed',
      data: { message: expect.stringMatching(/^The S3 server ended at once; it last said: .*nowhere.*\.$/) },
    });
  });

  it('says what to install where there is no Python', async () => {
    const { sandbox } = open({ env: { PATH: join(home, 'empty') }, cache: join(home, 'cache') });
    await expect(sandbox.start({ detached: false, python: true })).rejects.toMatchObject({
      code: 'missing-part',
      data: {
        message: expect.stringMatching(/^This computer has no Python 3/),
        advice: expect.stringContaining('Install Python'),
      },
    });
    expect(await sandbox.status()).toMatchObject({
      state: 'stopped',
      python: { interpreter: null, environment_ready: false },
    });
  });

  it('says that the disk is full before a server starts on it', async () => {
    const { sandbox } = open({ free: 1024 });
    await expect(sandbox.start(NO_PYTHON_NEEDED)).rejects.toMatchObject({ code: 'no-space' });
    expect((await sandbox.status()).state).toBe('stopped');
  });

  it('keeps its keys to itself', async () => {
    const { sandbox, folder } = open();
    const connection = await sandbox.connection();
    const { secretAccessKey } = await connection.credentials();
    expect((await stat(join(folder, 'keys.json'))).mode & 0o777).toBe(0o600);
    for (const pid of await pids())
      expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).not.toContain(secretAccessKey);
    for (const name of ['server.json', 'writer.json'])
      expect(await readFile(join(folder, name), 'utf8')).not.toContain(secretAccessKey);
  });

  it('stays with the server that wrote its data', async () => {
    const { sandbox, folder, files } = open();
    await files.write(join(folder, 'writer.json'), { format: 1, server: 'seaweedfs' });
    const { server } = await sandbox.start(NO_PYTHON_NEEDED);
    expect(server).toBe('seaweedfs');
  });

  it('takes no notice of a stale file about a server', async () => {
    const { sandbox, folder, files } = open();
    await files.write(join(folder, 'server.json'), {
      guardian_pid: process.pid,
      server_pid: process.pid,
      server: 'versitygw',
      endpoint: 'http://127.0.0.1:9',
      detached: true,
      program: '/nowhere',
      owner: 1,
    });
    expect((await sandbox.status()).state).toBe('stopped');
    await writeFile(join(folder, 'server.json'), '{"half');
    expect((await sandbox.start(NO_PYTHON_NEEDED)).state).toBe('running');
  });
});
