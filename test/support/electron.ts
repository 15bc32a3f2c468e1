import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { electronRuntimeFolder } from './electron-runtime.mjs';
import { requirePart } from './parts.ts';
import { testEnvironment } from './test-cache.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** True where an Electron runtime and a display (or Xvfb) are on this computer; under CI a missing one is a failure. */
export const hasElectron = requirePart(
  'Electron',
  program() !== null && (process.env.DISPLAY || existsSync('/usr/bin/Xvfb')),
  'node test/support/electron-runtime.mjs installs a runtime; xvfb gives a display',
);

export interface OpenApp {
  electron: ElectronApplication;
  /** Quits the app, then the display that was made for it. */
  close(): Promise<void>;
}

/** The built app in a real Electron, with its files under `home`. */
export async function launchElectron(home: string): Promise<OpenApp> {
  const executablePath = program();
  if (!executablePath) throw new Error('There is no Electron runtime on this computer.');
  const display = process.env.DISPLAY ? null : await openDisplay();
  const environment = { ...testEnvironment(home), ...(display ? { DISPLAY: display.name } : {}), ...noSandbox.env };
  const env = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const electron = await _electron.launch({ executablePath, args: [...noSandbox.args, ROOT], cwd: ROOT, env });
  return {
    electron,
    close: async () => {
      await electron.close().catch(() => {});
      display?.close();
    },
  };
}

// Chromium's sandbox does not work as root.
const noSandbox =
  process.getuid?.() === 0
    ? { args: ['--no-sandbox'], env: { VIVARIUM_AWS_ELECTRON_NO_SANDBOX: '1' } }
    : { args: [], env: {} };

function program(): string | null {
  const { VIVARIUM_AWS_ELECTRON: named, ELECTRON_OVERRIDE_DIST_PATH: folder } = process.env;
  const places = [
    named,
    folder && join(folder, 'electron'),
    join(electronRuntimeFolder(), 'electron'),
    join(ROOT, 'node_modules/electron/dist/electron'),
  ];
  return places.find((path): path is string => Boolean(path && existsSync(path))) ?? null;
}

/** An X server without a screen, on a free number. */
async function openDisplay(): Promise<{ name: string; close(): void }> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return { name: `:${number}`, close: () => server.kill() };
}
