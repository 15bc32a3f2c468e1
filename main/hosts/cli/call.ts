import { createRouterClient } from '@orpc/server';
import type { ContractClient } from '#contract/index';
import { router } from '#main/api/router';
import { type App, createApp } from '#main/app';
import { nodePlatform } from '../platform.ts';
import type { CommonOptions } from './command.ts';
import { Output } from './output.ts';
import { showProgress } from './progress.ts';

/** What a verb works with: the calls of the contract, where to print, and whether the user has interrupted it. */
export interface Call {
  client: ContractClient;
  output: Output;
  /** Mixed into the input of every call that works in a workspace. */
  where: { workspace?: string };
  /** Goes as the second argument of a call: `client.run.list(input, until)`. */
  until: { signal: AbortSignal };
}

/** Makes the app in this process, does the work, and leaves nothing behind: what it started is stopped, also on Ctrl-C. */
export async function withApp(
  { json = false, workspace }: CommonOptions,
  work: (call: Call) => Promise<void>,
): Promise<void> {
  const app = await createApp(nodePlatform('cli'));
  const interrupted = new AbortController();
  const forget = onInterrupt(() => {
    interrupted.abort();
    app.services.activities.cancelAll();
  });
  const hideProgress = json ? () => {} : showProgress(app.services.activities);
  try {
    const where = workspace === undefined ? {} : { workspace };
    const client: ContractClient = createRouterClient(router, { context: app.context });
    await orInterrupted(
      work({ client, output: new Output(json), where, until: { signal: interrupted.signal } }),
      interrupted.signal,
    );
  } finally {
    hideProgress();
    await close(app);
    forget();
  }
}

/** A stream that was told to end ends well; the user's Ctrl-C must not look like success. */
async function orInterrupted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  await work;
  if (signal.aborted) throw new DOMException('It was cancelled.', 'AbortError');
}

async function close(app: App): Promise<void> {
  // What the command did stands; what cannot be closed is told to the log only.
  await app
    .close()
    .catch((error: unknown) => app.services.platform.log('warning', 'closing the app', { cause: String(error) }));
}

/** The first signal asks to end, the second ends. */
function onInterrupt(listener: () => void): () => void {
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(130);
    asked = true;
    listener();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return () => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(name, onSignal);
  };
}
