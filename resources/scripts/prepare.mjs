import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, fail, say } from './checkout.mjs';
import { contentFingerprint, fileHash, touchedFingerprint } from './fingerprint.mjs';
import { run } from './run.mjs';

const NODE = [20, 19];
const INSTALLED = at('node_modules', '.vivarium-aws-lock');
const BUILT = at('out', '.built.json');
const LOCK = at('.cache', 'prepare.lock');

/** Whatever the checkout lacks to run: packages as in the lockfile, a build of the sources as they are. Fast when nothing does. */
export async function prepare() {
  checkNode();
  if (installed() && built()) return;
  await alone(async () => {
    if (!installed()) await install();
    if (!built()) await build();
  });
}

/** Packages only; for what needs no build. */
export async function prepareModules() {
  checkNode();
  if (!installed()) await alone(async () => installed() || (await install()));
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return;
  fail(
    `vivarium-aws needs Node ${NODE.join('.')} or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`,
  );
}

function installed() {
  const lockfile = at('package-lock.json');
  if (!existsSync(at('node_modules'))) return false;
  const hash = fileHash(lockfile);
  if (existsSync(INSTALLED)) {
    if (readFileSync(INSTALLED, 'utf8') === hash) return true;
  }
  // npm was run by hand: it keeps a lockfile of what it has installed, written a moment before the checkout's own.
  const own = statSync(at('node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  if (!own || own.mtimeMs < statSync(lockfile).mtimeMs - 5_000) return false;
  writeFileSync(INSTALLED, hash);
  return true;
}

async function install() {
  say('Installing packages (npm ci) …');
  const { exitCode, output } = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (exitCode !== 0)
    fail(`${output}\nThe packages could not be installed. Check the network and the disk, then try again.`);
  writeFileSync(INSTALLED, fileHash(at('package-lock.json')));
}

function built() {
  if (!existsSync(BUILT)) return false;
  const stamp = JSON.parse(readFileSync(BUILT, 'utf8'));
  const touched = touchedFingerprint();
  if (stamp.touched === touched) return true;
  const content = contentFingerprint();
  if (stamp.content !== content) return false;
  writeFileSync(BUILT, JSON.stringify({ touched, content }));
  return true;
}

async function build() {
  say('Building …');
  rmSync(BUILT, { force: true });
  // Taken before the build: what changes meanwhile makes the next start build again.
  const stamp = { touched: touchedFingerprint(), content: contentFingerprint() };
  const { exitCode, output } = await run([
    process.execPath,
    at('node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]);
  if (exitCode !== 0) fail(`${output}\nThe build failed.`);
  writeFileSync(BUILT, JSON.stringify(stamp));
}

/** Two starts at once in one checkout: the second waits, then finds everything done. */
async function alone(work) {
  mkdirSync(at('.cache'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!alive(Number(readFileSync(LOCK, { encoding: 'utf8', flag: 'a+' })))) rmSync(LOCK, { force: true });
      else await sleep(300);
    }
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function alive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
