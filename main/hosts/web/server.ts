import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RPC_PATH } from '#contract/bridge';
import type { ApiContext } from '#main/api/context';
import { AppError } from '#main/domain/app-error';
import type { Platform } from '#main/platform';
import { PAGE_HEADERS } from '../page-headers.ts';
import { callHandler } from './calls.ts';
import { pageFiles } from './files.ts';
import { cookie, refusal } from './guard.ts';
import { Tickets } from './tickets.ts';

export interface WebServer {
  port: number;
  /** A new address to open, good once. */
  url(): string;
  close(): Promise<void>;
}

export interface WebServerOptions {
  /** 0: any free one. */
  port: number;
  /** Folder of the built renderer. */
  pages: string;
  context: () => Promise<ApiContext>;
  log: Platform['log'];
}

/** Serves the app's page and its calls on 127.0.0.1, to whoever came with a ticket. */
export async function startWebServer({ port, pages, context, log }: WebServerOptions): Promise<WebServer> {
  const files = pageFiles(pages);
  const call = callHandler(context);
  const tickets = new Tickets();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const own = addressOf(server);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    const refused = refusal(request, own);
    if (refused) {
      // Its body is not read, so the connection cannot be used again.
      response.setHeader('Connection', 'close');
      return say(response, 403, refused);
    }
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${own}`);
    const ticket = url.searchParams.get('ticket');
    // Cookies do not know ports: the name does.
    const name = `vivarium_aws_${own}`;
    if (ticket !== null) return enter(response, name, tickets.redeem(ticket));
    const pass = cookie(request.headers, name);
    if (pass === undefined || !tickets.admits(pass)) return say(response, 401, NO_TICKET);
    if (url.pathname.startsWith(`${RPC_PATH}/`)) {
      if (!(await call(request, response))) say(response, 404, 'There is no such call.');
      return;
    }
    files(request, response, () => say(response, 404, 'There is no such file.'));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log('error', 'answering a request', {
        cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      if (!response.headersSent) say(response, 500, 'Something unexpected went wrong.');
      else response.destroy();
    });
  });
  await listen(server, port);
  return {
    port: addressOf(server),
    url: () => `http://127.0.0.1:${addressOf(server)}/?ticket=${tickets.issue()}`,
    close: () => close(server),
  };
}

const NO_TICKET =
  'Open the address that the app printed when it started; each is good once. Press Enter there for a new one.';

/** Redirects, so that the ticket stays in no history and no address bar. */
function enter(response: ServerResponse, name: string, pass: string | null): void {
  if (pass === null) return say(response, 401, NO_TICKET);
  response.setHeader('Set-Cookie', `${name}=${pass}; HttpOnly; SameSite=Strict; Path=/`);
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(303, { Location: '/' }).end();
}

function say(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${text}\n`);
}

function addressOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new AppError({
          code: 'already-there',
          doing: 'starting the web host',
          message: `Another program uses port ${port}.`,
          advice: 'Give another with --port, or none for any free one.',
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Streams never end by themselves: after a moment for the last answers, connections are cut. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), 300);
  await closed;
  clearTimeout(cut);
}
