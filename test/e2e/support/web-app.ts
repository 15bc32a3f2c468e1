import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractClient } from '#contract/index';
import { testEnvironment } from '#test/support/test-cache';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface WebApp {
  /** Good for one page; see the web host's tickets. */
  url: string;
  process: ChildProcess;
  /** Ends it as Ctrl-C does and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** The built web host as its own process, its files under `home`; by `npm start` where `argv` says so. */
export async function startWebApp(
  home: string,
  argv: readonly string[] = ['out/main/web.js', '--json'],
): Promise<WebApp> {
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: testEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/[^\s"]*/.exec(line);
      if (found) resolve(found[0]);
    });
    void ended.then(([code]) => reject(new Error(`The web host ended with ${String(code)}.`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { url, process: child, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** A client of the web host's API, as its page is one. */
export async function clientOf({ url }: WebApp): Promise<ContractClient> {
  const { origin } = new URL(url);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie, origin } }));
}
