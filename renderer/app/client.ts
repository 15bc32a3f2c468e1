import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { CONNECT, RPC_PATH } from '#contract/bridge';
import type { ContractClient } from '#contract/index';

/** The desktop's bridge; undefined in a browser. */
export const bridge = window.vivariumAws;

/** Electron: a port through the preload script to the main process. Browser: HTTP to the host that served the page, with its cookie. */
function connect() {
  if (!bridge) return new FetchLink({ url: new URL(RPC_PATH, window.location.origin) });
  const { port1, port2 } = new MessageChannel();
  window.postMessage(CONNECT, '*', [port2]);
  port1.start();
  return new PortLink({ port: port1 });
}

/** Every call of the contract, typed. */
export const client: ContractClient = createORPCClient(connect());
/** The same calls as options for TanStack Query. */
export const orpc = createTanstackQueryUtils(client);
