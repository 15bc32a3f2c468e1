/**
 * What the desktop's preload script gives the page as `window.vivariumAws`; absent in a browser, where calls go to `/rpc`.
 * To connect, the page makes a MessageChannel, posts `CONNECT` to its own window with one port, and keeps the other.
 */
export interface Bridge {
  host: 'electron';
  /** Where a dropped or chosen file lies on this computer; empty where it lies nowhere. */
  pathOf(file: File): string;
}

/** The message that carries the port: page -> preload -> main process. */
export const CONNECT = 'vivarium-aws:connect';
/** Where the web host answers calls. */
export const RPC_PATH = '/rpc';

declare global {
  interface Window {
    vivariumAws?: Bridge;
  }
}
