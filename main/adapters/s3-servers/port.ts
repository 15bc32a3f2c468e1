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
  /** Free ports are chosen anew at each call: a start that lost a port to another program calls again. */
  launch(program: string, place: ServerPlace): Promise<ServerLaunch>;
}
