import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { requirePart } from './parts.ts';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** True where a browser is on this computer; under CI a missing one is a failure. */
export const hasChromium = requirePart('Chromium', await program(), 'npm ci brings one for Linux; or install chromium');

/** A real Chromium, headless; close it after the tests. */
export async function launchChromium(): Promise<Browser> {
  const found = await program();
  if (!found) throw new Error('There is no Chromium on this computer.');
  return chromium.launch({ executablePath: found.path, args: found.args, headless: true });
}

/**
 * VIVARIUM_AWS_CHROMIUM, else the one that an npm package carries (it unpacks itself to the temporary folder), else the system's.
 * Not with that package's own arguments: `--disable-web-security` among them hides what these tests are to find.
 */
async function program(): Promise<{ path: string; args: string[] } | null> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const named = [process.env.VIVARIUM_AWS_CHROMIUM ?? '', ...SYSTEM].find((path) => path !== '' && existsSync(path));
  if (process.env.VIVARIUM_AWS_CHROMIUM && named) return { path: named, args };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packaged } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath().catch(() => null);
    if (path) return { path, args };
  }
  return named === undefined ? null : { path: named, args };
}
