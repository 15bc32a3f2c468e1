import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { createRouterClient } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import type { ContractClient } from '#contract/index';
import { router } from '#main/api/router';
import { type App, createApp } from '#main/app';
import { startWebServer } from '#main/hosts/web/server';
import { testPlatform } from '#test/support/web-host';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ApiHost {
  client: ContractClient;
  app: App;
  logged: ReturnType<typeof testPlatform>['logged'];
  close(): Promise<void>;
}

/** The app as the command line has it: the router is called in this process. */
export async function inProcess(): Promise<ApiHost> {
  const { platform, logged, remove } = testPlatform('cli');
  const app = await createApp(platform);
  const client: ContractClient = createRouterClient(router, { context: app.context });
  return { client, app, logged, close: () => app.close().then(remove) };
}

/** The app behind the web host: real HTTP with a ticket and its cookie. */
export async function overHttp(): Promise<ApiHost> {
  const { platform, logged, home, remove } = testPlatform('web');
  const pages = join(home, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html>');
  const app = await createApp(platform);
  const server = await startWebServer({ port: 0, pages, context: async () => app.context, log: platform.log });
  const entered = await fetch(server.url(), { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const origin = `http://127.0.0.1:${server.port}`;
  const client: ContractClient = createORPCClient(new FetchLink({ url: `${origin}/rpc`, headers: { cookie, origin } }));
  return {
    client,
    app,
    logged,
    close: async () => {
      await server.close();
      await app.close();
      remove();
    },
  };
}

/** The app behind a message port, shaped like Electron's main process has it; the real one is in test/e2e. */
export async function overMessagePort(): Promise<ApiHost> {
  const { platform, logged, remove } = testPlatform('electron');
  const app = await createApp(platform);
  const { port1, port2 } = new MessageChannel();
  new PortHandler(router).upgrade(likeElectrons(port1), { context: app.context });
  port2.start();
  const client: ContractClient = createORPCClient(new PortLink({ port: port2 }));
  return {
    client,
    app,
    logged,
    close: async () => {
      port2.close();
      await app.close();
      remove();
    },
  };
}

/** Electron's MessagePortMain is an event emitter whose messages come as `{ data }`. */
function likeElectrons(port: MessagePort) {
  port.start();
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    on: (name: string, listener: (event?: { data: unknown }) => void) => {
      if (name === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => listener());
    },
  };
}
