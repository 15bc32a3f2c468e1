import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './checkout.mjs';

/** What the build is made from. */
const SOURCES = [
  'main',
  'preload',
  'renderer',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
];

/** Paths, sizes and times: quick to ask, and the same only when nothing was touched. */
export function touchedFingerprint() {
  return digest((path, stat) => `${path} ${stat.size} ${stat.mtimeMs}`);
}

/** Paths and contents: the same after a checkout or copy that changed nothing. */
export function contentFingerprint() {
  return digest((path) => `${path} ${fileHash(path)}`);
}

export function fileHash(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function digest(describe) {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const source of SOURCES)
    for (const path of files(at(source))) hash.update(`${describe(path, statSync(path))}\n`);
  return hash.digest('hex');
}

function* files(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) yield* files(join(path, name));
}
