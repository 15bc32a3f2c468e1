/** What a host (Electron, web, command line) supplies to the app; the app itself does not know which one it is. */
export interface Platform {
  host: 'electron' | 'web' | 'cli';
  version: string;
  /** Folder of the read-only files that come with the app: worker, samples, templates. */
  resources: string;
  /** The app's own folders on this computer. */
  paths: Paths;
  openExternal(url: string): Promise<void>;
  /** Takes one line of the app's log; secrets are never logged. */
  log(level: 'info' | 'warning' | 'error', message: string, detail?: Record<string, unknown>): void;
}

export interface Paths {
  /** Workspaces and notebooks: worth keeping. */
  config: string;
  /** The sandbox's store and run records. */
  data: string;
  /** Python environments, extensions, copies: can be made again. */
  cache: string;
  logs: string;
}
