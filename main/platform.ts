/** What a host (Electron, web, command line) supplies to the app; the app itself does not know which one it is. */
export interface Platform {
  host: 'electron' | 'web' | 'cli';
  version: string;
  /** Folder of the read-only files that come with the app: worker, samples, templates. */
  resources: string;
  /** The app's own folders on this computer. */
  paths: Paths;
  openExternal(url: string): Promise<void>;
  /** The system's file dialogs, where the host has them. */
  dialogs?: Dialogs;
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

/** Null: the user chose nothing. */
export interface Dialogs {
  chooseFiles(options: { title: string; kind: 'file' | 'folder'; multiple: boolean }): Promise<string[] | null>;
  saveAs(options: { title: string; name: string }): Promise<string | null>;
}
