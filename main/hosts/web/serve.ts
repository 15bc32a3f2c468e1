import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodePlatform } from '../platform.ts';
import { appRoot } from '../root.ts';
import { startWebServer } from './server.ts';

/** Serves until SIGINT or SIGTERM; then everything the app started is stopped. */
export async function serve({ port, json }: { port: number; json: boolean }): Promise<void> {
  const platform = nodePlatform('web');
  // The page is there at once; the app joins its parts while the browser loads it.
  const app = import('#main/app').then(({ createApp }) => createApp(platform));
  app.catch(() => {});
  const server = await startWebServer({
    port,
    pages: join(appRoot(), 'out', 'renderer'),
    context: async () => (await app).context,
    log: platform.log,
  });
  announce(server.url(), json);
  const lines = process.stdin.isTTY && !json ? createInterface({ input: process.stdin }) : null;
  lines?.on('line', () => announce(server.url(), json));

  await signal();
  lines?.close();
  const joined = await app.catch(() => null);
  joined?.services.activities.cancelAll();
  await server.close();
  await joined?.close();
}

function announce(url: string, json: boolean): void {
  console.log(
    json
      ? JSON.stringify({ url })
      : `vivarium-aws is at ${url}\nThis address is good once; Enter prints a new one, Ctrl-C stops the app.`,
  );
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}
