import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { appRoot } from '../../root.ts';
import { common, group, verb } from '../command.ts';
import { port } from '../numbers.ts';

interface ServeOptions {
  port: number;
  json?: boolean;
}

export function appGroup(): Command {
  const app = group('app', 'Open the app with its panes.');
  verb(app, 'open', 'Open the desktop app; where there is no display or runtime, serve it to the browser.', [
    'app open',
  ]).action(open);
  serves(verb(app, 'serve', SERVE, ['app serve', 'app serve --port 8080']));
  return app;
}

export function serveVerb(): Command {
  return serves(common(new Command('serve'), SERVE, ['serve', 'serve --port 8080 --json']));
}

const SERVE = 'Serve the app to a browser of this computer; the printed address is good once.';

function serves(command: Command): Command {
  return command
    .option('--port <number>', 'the port on 127.0.0.1 (default: any free one)', port, 0)
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../../web/serve.ts');
      await serve({ port: options.port, json: options.json ?? false });
    });
}

/** The start script knows where the desktop runtime is, and what to do without one. */
async function open({ json }: { json?: boolean }): Promise<void> {
  const script = join(appRoot(), 'resources', 'scripts', 'start.mjs');
  const child = spawn(process.execPath, [script, ...(json ? ['--json'] : [])], { stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
