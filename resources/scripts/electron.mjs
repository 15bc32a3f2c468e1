import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, say } from './checkout.mjs';
import { run } from './run.mjs';

const INSTALL_MS = 180_000;

/** How the desktop app can be opened here: `{ program, args }`, or `{ reason }` why it cannot. */
export async function desktop() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { reason: 'there is no display' };
  }
  // Chromium's sandbox does not work as root; tests, which show nothing foreign, may do without.
  const noSandbox = process.env.VIVARIUM_AWS_ELECTRON_NO_SANDBOX === '1';
  if (process.platform === 'linux' && process.getuid?.() === 0 && !noSandbox) {
    return { reason: 'the desktop app does not run as root' };
  }
  const program = runtime() ?? (await fetchRuntime());
  if (!program) return { reason: 'Electron’s runtime is not here and could not be downloaded' };
  return { program, args: [...(noSandbox ? ['--no-sandbox'] : []), at()] };
}

/** Path of Electron's program, where there is one. */
function runtime() {
  const { VIVARIUM_AWS_ELECTRON: program, ELECTRON_OVERRIDE_DIST_PATH: folder } = process.env;
  const name =
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron';
  const places = [program, folder && join(folder, name), at('node_modules/electron/dist', name)];
  return places.find((path) => path && existsSync(path)) ?? null;
}

/** Electron's own download, tried once for each installed version: who is offline is not asked to wait again. */
async function fetchRuntime() {
  const installer = at('node_modules/electron/install.js');
  if (!existsSync(installer)) return null;
  const { version } = JSON.parse(readFileSync(at('node_modules/electron/package.json'), 'utf8'));
  const tried = at('node_modules', '.vivarium-aws-electron-tried');
  if (existsSync(tried) && readFileSync(tried, 'utf8') === version) return null;
  say(`Downloading Electron ${version} (once) …`);
  await run([process.execPath, installer], { timeoutMs: INSTALL_MS });
  const program = runtime();
  if (!program) writeFileSync(tried, version);
  return program;
}
