import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bucketExists, createBucket } from '#main/adapters/stores/index';
import type { StoreConnection } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { testCache } from './test-cache.ts';

export type ServerName = 'versitygw' | 'seaweedfs';
export const SERVERS: readonly ServerName[] = ['versitygw', 'seaweedfs'];

export interface TestServer {
  connection: StoreConnection;
  /** Made at the start, empty. */
  bucket: string;
  /** Where the server keeps its data. */
  folder: string;
  /** The same address with keys that the server does not know. */
  stranger: StoreConnection;
  /** Kills it as a power cut would; `start` brings it back on the same port with the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** Path of the server's program; null where this computer has none. */
export function findServer(name: ServerName): string | null {
  const program = name === 'versitygw' ? 'versitygw' : 'weed';
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    join(homedir(), 'go', 'bin'),
    join(testCache(), 'python', 'seaweedfs', 'bin'),
  ];
  const told = name === 'versitygw' ? process.env.VIVARIUM_AWS_VERSITYGW : process.env.VIVARIUM_AWS_WEED;
  return (
    [...(told ? [told] : []), ...folders.map((folder) => join(folder, program))].find((path) => existsSync(path)) ??
    null
  );
}

/** Starts a real S3 server on a free loopback port with random keys and an empty bucket. */
export async function startServer(name: ServerName): Promise<TestServer> {
  const program = findServer(name);
  if (program === null) throw new Error(`${name} is not on this computer`);
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const keys = { accessKeyId: `AK${randomBytes(9).toString('hex')}`, secretAccessKey: randomBytes(20).toString('hex') };
  const port = await freePort();
  const launch = await LAUNCH[name](folder, port);
  const connection = connect(port, keys);
  const bucket = 'test-bucket';
  let child: ChildProcess | null = null;
  const kill = async () => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    await new Promise((resolve) => running.once('exit', resolve).kill('SIGKILL'));
  };
  const start = async () => {
    child = spawn(program, launch, { env: { ...process.env, ...environment(keys) }, stdio: 'ignore', cwd: folder });
    await answering(connection, bucket, child);
  };
  await start();
  await createBucket(connection, bucket);
  return {
    connection,
    bucket,
    folder,
    kill,
    start,
    stranger: connect(port, { accessKeyId: 'UNKNOWNKEY', secretAccessKey: 'x'.repeat(40) }),
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A connection to a port on which nothing answers. */
export async function nobody(): Promise<StoreConnection> {
  return connect(await freePort(), { accessKeyId: 'a', secretAccessKey: 'b' });
}

const LAUNCH: Record<ServerName, (folder: string, port: number) => Promise<string[]>> = {
  versitygw: async (folder, port) => {
    await Promise.all([mkdir(join(folder, 'objects')), mkdir(join(folder, 'sidecar'))]);
    return [
      '--quiet',
      '--keep-alive',
      '--port',
      `127.0.0.1:${port}`,
      'posix',
      '--sidecar',
      join(folder, 'sidecar'),
      join(folder, 'objects'),
    ];
  },
  seaweedfs: async (folder, port) => {
    const [master, volume, filer, admin, debug] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    const grpc = await Promise.all([freePort(), freePort(), freePort(), freePort(), freePort()]);
    return [
      'mini',
      `-dir=${folder}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      '-master.telemetry=false',
      '-webdav=false',
      '-s3.autoCreateBucket=false',
      `-s3.port=${port}`,
      `-master.port=${master}`,
      `-volume.port=${volume}`,
      `-filer.port=${filer}`,
      `-admin.port=${admin}`,
      `-debug.port=${debug}`,
      `-s3.port.grpc=${grpc[0]}`,
      `-master.port.grpc=${grpc[1]}`,
      `-volume.port.grpc=${grpc[2]}`,
      `-filer.port.grpc=${grpc[3]}`,
      `-admin.port.grpc=${grpc[4]}`,
      '-s3.port.iceberg=0',
    ];
  },
};

function environment({
  accessKeyId,
  secretAccessKey,
}: {
  accessKeyId: string;
  secretAccessKey: string;
}): Record<string, string> {
  return {
    ROOT_ACCESS_KEY: accessKeyId,
    ROOT_SECRET_KEY: secretAccessKey,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

function connect(port: number, keys: { accessKeyId: string; secretAccessKey: string }): StoreConnection {
  return { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials: () => Promise.resolve(keys) };
}

async function answering(connection: StoreConnection, bucket: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await bucketExists(connection, bucket);
      return;
    } catch (error) {
      if (child.exitCode !== null)
        throw new Error(`The S3 server ended with exit code ${child.exitCode}`, { cause: error });
      if (!isAppError(error) || error.code === 'internal' || Date.now() > until) throw error;
      await sleep(100);
    }
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
