import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { EnsureOptions } from '#main/adapters/python/port';
import type { Files } from '#main/adapters/files/port';
import type { Guardian, RunningServer, S3Server } from '#main/adapters/s3-servers/port';
import type { Store, StoreConnection } from '#main/adapters/stores/port';
import { AppError, isAppError } from '#main/domain/app-error';
import { s3Uri } from '#main/domain/s3-uri';
import { ServerUsers } from './users.ts';

const Keys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
type Keys = z.infer<typeof Keys>;
/** Which server wrote the data: no other can read it. */
const Writer = z.object({ format: z.literal(1), server: z.enum(['versitygw', 'seaweedfs']) });

const DOING = "starting the sandbox's S3 server";
const ATTEMPTS = 4;
/** A server just started may take this long to answer requests; one that runs must be quicker. */
const READY_MS = 20_000;
const HEALTHY_MS = 3_000;
const REQUEST_MS = 2_000;
/** How long the process that ends the server waits for others that use it: commands are short, an open app starts its own. */
const LAST_USERS_MS = 5_000;
const SPACE_NEEDED = 100 * 1024 * 1024;

export interface ServerParts {
  files: Files;
  /** The preferred one first. */
  servers: readonly S3Server[];
  guardian: Guardian;
  createStore: (connection: StoreConnection) => Store;
  createBucket: (connection: StoreConnection, bucket: string) => Promise<void>;
}

interface Place {
  folder: string;
  region: string;
  bucket: string;
}

/** The sandbox's one S3 server, which several processes of the app share: found where it runs, started where it does not. */
export class SandboxServer {
  readonly #parts: ServerParts;
  readonly #place: Place;
  readonly #users: ServerUsers;
  #current: RunningServer | null = null;
  /** Whether this process started the current one. */
  #own = false;

  constructor(parts: ServerParts, place: Place) {
    this.#parts = parts;
    this.#place = place;
    this.#users = new ServerUsers(parts.files, join(place.folder, 'users'));
  }

  /** Folder of the objects. */
  get dataFolder(): string {
    return join(this.#place.folder, 'store');
  }

  /** The one in use while its processes are there; asks nothing. */
  known(): RunningServer | null {
    if (this.#current && !this.#parts.guardian.alive(this.#current)) this.#current = null;
    return this.#current;
  }

  /** The one that runs and answers, whoever started it. */
  async find(): Promise<RunningServer | null> {
    const known = this.known();
    if (known) return known;
    const running = await this.#parts.guardian.running();
    if (!running) return null;
    // Before it is asked, so that its owner does not end it between its answer and its use.
    await this.#users.enter();
    if (await this.#isHealthy(running)) return this.#use(running, false);
    await this.#users.leave();
    return null;
  }

  async connection(running: RunningServer): Promise<StoreConnection> {
    const keys = await this.#keys();
    return { region: this.#place.region, endpoint: running.endpoint, credentials: () => Promise.resolve(keys) };
  }

  /** Starts it unless it runs. One process at a time, so that no two servers get the same data. */
  async start(detached: boolean, options: EnsureOptions): Promise<RunningServer> {
    // While it waits for its turn too: it may find there the server of another process that is about to end.
    await this.#users.enter();
    return this.#locked(async () => {
      const running = await this.#parts.guardian.running();
      if (running && (await this.#isHealthy(running))) return this.#use(running, this.#own);
      if (running) await this.#parts.guardian.stop(running);
      const { server, program } = await this.#choose(options);
      await this.#checkSpace();
      options.onProgress?.(`starting ${server.name}`, null);
      for (let attempt = 1; ; attempt++) {
        try {
          return this.#use(await this.#launch(server, program, detached, options.signal), true);
        } catch (error) {
          // Most likely another program took a port between the choice and the start: the next try chooses anew.
          if (attempt === ATTEMPTS || !isAppError(error) || !error.data.retry || error.code === 'missing-part')
            throw error;
        }
      }
    }, options.signal);
  }

  async stop(): Promise<void> {
    await this.#locked(() => this.#stop());
  }

  /** Stops it where it would end with this process anyway; other commands that use it meanwhile may end first. */
  async close(): Promise<void> {
    const current = this.known();
    if (current && this.#own && !current.detached) {
      await this.#users.gone(LAST_USERS_MS);
      await this.stop();
    } else await this.#users.leave();
  }

  /** Stops it and deletes its data, its keys, the workers' job records and which server it was. */
  async reset(): Promise<void> {
    await this.#locked(async () => {
      await this.#stop();
      for (const path of [this.dataFolder, ...['jobs', 'keys.json', 'writer.json'].map((name) => this.#path(name))]) {
        await this.#parts.files.remove(path);
      }
    });
  }

  async #stop(): Promise<void> {
    const running = await this.#parts.guardian.running();
    if (running) await this.#parts.guardian.stop(running);
    this.#current = null;
    this.#own = false;
  }

  /** The server that wrote the data; for new data the first that is there, else the first that can be installed. */
  async #choose(options: EnsureOptions): Promise<{ server: S3Server; program: string }> {
    const { files, servers } = this.#parts;
    const writer = await files.read(this.#path('writer.json'), Writer);
    const usable = writer ? servers.filter(({ name }) => name === writer.server) : servers;
    for (const server of usable) {
      const program = await server.find();
      if (program !== null) return { server, program };
    }
    const last = usable.at(-1);
    if (last) return { server: last, program: await last.provide(options) };
    throw new AppError({
      code: 'missing-part',
      doing: DOING,
      message: `The sandbox's data was written by ${writer?.server ?? 'a server'} that this version of the app does not have.`,
      advice: 'Reset the sandbox, or use the version of the app that made it.',
    });
  }

  async #launch(server: S3Server, program: string, detached: boolean, signal?: AbortSignal): Promise<RunningServer> {
    const { files, guardian, createBucket } = this.#parts;
    const { bucket } = this.#place;
    const keys = await this.#keys();
    const launch = await server.launch(program, { dataFolder: this.dataFolder, bucket, keys });
    const running = await guardian.start(server.name, launch, { detached, signal });
    try {
      if ((await this.#ask(running, READY_MS, signal)) === 'no bucket') {
        await createBucket(await this.connection(running), bucket);
      }
      await files.write(this.#path('writer.json'), { format: 1, server: server.name } satisfies z.infer<typeof Writer>);
      return running;
    } catch (error) {
      await guardian.stop(running);
      throw error;
    }
  }

  async #isHealthy(running: RunningServer): Promise<boolean> {
    try {
      return (await this.#ask(running, HEALTHY_MS)) === 'bucket';
    } catch (error) {
      if (isAppError(error)) return false;
      throw error;
    }
  }

  /** A signed request, so that a server of somebody else on the same port does not pass for ours. */
  async #ask(running: RunningServer, patience: number, signal?: AbortSignal): Promise<'bucket' | 'no bucket'> {
    const store = this.#parts.createStore(await this.connection(running));
    const until = performance.now() + patience;
    try {
      for (;;) {
        signal?.throwIfAborted();
        try {
          await store.list({ prefix: s3Uri(this.#place.bucket), limit: 1, signal: AbortSignal.timeout(REQUEST_MS) });
          return 'bucket';
        } catch (error) {
          if (!isAppError(error)) throw error;
          if (error.code === 'not-found') return 'no bucket';
          if (!this.#parts.guardian.alive(running) || performance.now() > until) throw notAnswering(error);
        }
        await sleep(50, undefined, { signal });
      }
    } finally {
      store.close?.();
    }
  }

  async #keys(): Promise<Keys> {
    const path = this.#path('keys.json');
    const known = await this.#parts.files.read(path, Keys);
    if (known) return known;
    const keys = {
      accessKeyId: `SANDBOX${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
    };
    await this.#parts.files.write(path, keys, { secret: true });
    return keys;
  }

  async #checkSpace(): Promise<void> {
    if ((await this.#parts.files.free(this.dataFolder)) > SPACE_NEEDED) return;
    throw new AppError({
      code: 'no-space',
      doing: DOING,
      message: `The disk with ${this.dataFolder} has less than ${SPACE_NEEDED / 1024 ** 2} MiB free.`,
      advice: 'Make room on it, then try again.',
    });
  }

  #use(running: RunningServer, own: boolean): RunningServer {
    this.#current = running;
    this.#own = own;
    return running;
  }

  #path(name: string): string {
    return join(this.#place.folder, name);
  }

  #locked<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#parts.files.lock(this.#path('lock'), work, { signal });
  }
}

function notAnswering(cause: AppError): AppError {
  return new AppError({
    code: 'failed',
    doing: DOING,
    message: `The S3 server runs but does not answer as it should: ${cause.data.message}`,
    advice: 'Try again.',
    retry: true,
    cause,
  });
}
