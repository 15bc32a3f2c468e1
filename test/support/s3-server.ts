import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPython } from '#main/adapters/python/index';
import { createS3Servers } from '#main/adapters/s3-servers/index';
import type { S3Server } from '#main/adapters/s3-servers/port';
import { bucketExists, createBucket } from '#main/adapters/stores/index';
import type { StoreConnection } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { requirePart } from './parts.ts';
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

const RESOURCES = join(import.meta.dirname, '..', '..', 'resources');

function serverOf(name: ServerName): S3Server {
  const servers = createS3Servers({ python: createPython({ cache: testCache() }), resources: RESOURCES });
  const server = servers.find((each) => each.name === name);
  if (!server) throw new Error(`The app knows no server ${name}`);
  return server;
}

/** Path of the server's program where it is on this computer already, without asking anything; null where not. */
export function findServer(name: ServerName): string | null {
  const venvs = join(testCache(), 'venvs');
  const folders =
    name === 'versitygw'
      ? [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go', 'bin')]
      : (existsSync(venvs) ? readdirSync(venvs) : []).map((venv) => join(venvs, venv, 'bin'));
  const told = name === 'versitygw' ? process.env.VIVARIUM_AWS_VERSITYGW : undefined;
  const program = name === 'versitygw' ? 'versitygw' : 'weed';
  const places = told === undefined ? folders.map((folder) => join(folder, program)) : [told];
  return places.find((path) => existsSync(path)) ?? null;
}

/** Whether the server is on this computer or can be put in the tests' cache; else its tests are skipped by name. */
export async function haveServer(name: ServerName): Promise<boolean> {
  try {
    return requirePart(name, await serverOf(name).provide(), '');
  } catch (error) {
    if (!isAppError(error)) throw error;
    return requirePart(name, null, error.data.message);
  }
}

/** Starts a real S3 server on a free loopback port with random keys and an empty bucket. */
export async function startServer(name: ServerName): Promise<TestServer> {
  const server = serverOf(name);
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const keys = { accessKeyId: `AK${randomBytes(9).toString('hex')}`, secretAccessKey: randomBytes(20).toString('hex') };
  const bucket = 'test-bucket';
  const place = { dataFolder: join(folder, 'data'), bucket, keys };
  const { argv, env, endpoint } = await server.launch(await server.provide(), place);
  const connection = connect(endpoint, keys);
  let child: ChildProcess | null = null;
  const kill = async () => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    await new Promise((resolve) => running.once('exit', resolve).kill('SIGKILL'));
  };
  const start = async () => {
    const [program = '', ...args] = argv;
    child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore', cwd: folder });
    await answering(connection, bucket, child);
  };
  // A run that is ended before its tests clean up must not leave a server behind.
  const orphan = () => child?.kill('SIGKILL');
  process.once('exit', orphan);
  const stop = async () => {
    process.off('exit', orphan);
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
    await createBucket(connection, bucket);
  } catch (error) {
    await stop();
    throw error;
  }
  const stranger = connect(endpoint, { accessKeyId: 'UNKNOWNKEY', secretAccessKey: 'x'.repeat(40) });
  return { connection, bucket, folder, stranger, kill, start, stop };
}

/** A connection to a port on which nothing answers. */
export async function nobody(): Promise<StoreConnection> {
  return connect(`http://127.0.0.1:${await freePort()}`, { accessKeyId: 'a', secretAccessKey: 'b' });
}

function connect(endpoint: string, keys: { accessKeyId: string; secretAccessKey: string }): StoreConnection {
  return { region: 'us-east-1', endpoint, credentials: () => Promise.resolve(keys) };
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
