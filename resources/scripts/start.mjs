/**
 * npm start: prepares the checkout, then opens the desktop app, or serves the same app to the browser where there is no
 * display or no Electron runtime.
 *
 *     npm start                      npm start -- --web [--port N] [--json]
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { at, ROOT, say } from './checkout.mjs';
import { desktop } from './electron.mjs';
import { prepare } from './prepare.mjs';

const args = process.argv.slice(2);
const wantsWeb = args.includes('--web');
const rest = args.filter((argument) => argument !== '--web');

await prepare();
const { program, args: programArgs, reason } = wantsWeb ? { reason: null } : await desktop();
if (program) {
  const failure = await openDesktop(program, [...programArgs, ...rest]);
  if (failure) await serveWeb(failure);
} else {
  await serveWeb(reason);
}

/** Ends with the app; comes back with a reason only where the runtime itself cannot start here. */
function openDesktop(program, argv) {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { cwd: ROOT, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.on('error', ({ message }) => resolve(`Electron does not start here (${message})`));
    child.on('exit', (code, signal) => {
      // 127: the system's loader did not find a library.
      if (code === 127) {
        for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(name, pass);
        return resolve('Electron does not start here: a system library is missing');
      }
      process.exit(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function serveWeb(reason) {
  if (reason) say(`The app opens in the browser: ${reason}.`);
  process.argv = [process.argv[0], at('out/main/web.js'), ...rest];
  await import('../../out/main/web.js');
}
