import type { EnsureOptions } from '../python/port.ts';

/** What an embedded S3 server is started with. Keys travel in `env`, never in `argv`. */
export interface ServerLaunch {
  argv: string[];
  env: Record<string, string>;
  /** Where S3 answers, e.g. http://127.0.0.1:41235 */
  endpoint: string;
}

export interface ServerPlace {
  /** Folder of the stored objects; kept between starts. */
  dataFolder: string;
  bucket: string;
  keys: { accessKeyId: string; secretAccessKey: string };
}

/** An S3 server that this computer can run on loopback. */
export interface S3Server {
  readonly name: 'versitygw' | 'seaweedfs';
  /** Path of its program where it is installed; null where not. */
  find(): Promise<string | null>;
  /** The same, after installing it where this app can. Errors: `missing-part`, `unreachable`, `no-space`. */
  provide(options?: EnsureOptions): Promise<string>;
  /** Free ports are chosen anew at each call: a start that lost a port to another program calls again. */
  launch(program: string, place: ServerPlace): Promise<ServerLaunch>;
}

/** A server that runs, under a guardian process that ends it when it ends itself. */
export interface RunningServer {
  server: S3Server['name'];
  endpoint: string;
  guardianPid: number;
  serverPid: number;
  /** True when it goes on after the process that started it has ended. */
  detached: boolean;
}

/** Keeps one S3 server on this computer; other processes of the app find it by a file beside its data. */
export interface Guardian {
  /** Answers once its port does. `failed` with the server's last words where it ends before that. */
  start(
    server: S3Server['name'],
    launch: ServerLaunch,
    options: { detached: boolean; signal?: AbortSignal },
  ): Promise<RunningServer>;
  /** The one that runs, whoever started it; what a killed guardian or server has left behind is cleaned up. */
  running(): Promise<RunningServer | null>;
  /** Whether its processes still exist: cheap, says nothing about its health. */
  alive(running: RunningServer): boolean;
  /** Resolves once guardian and server have ended. */
  stop(running: RunningServer): Promise<void>;
}
