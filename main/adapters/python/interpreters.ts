import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Files } from '../files/port.ts';
import { satisfies } from './versions.ts';

/** Newest first; the unnumbered names last, as they may be anything. */
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
/** Where macOS keeps programs that an app started from its Dock does not have on its PATH. */
const MAC_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', join(homedir(), '.pyenv', 'shims')];
const PROBE_MS = 10_000;

/** Answers the interpreter itself, not the virtual environment or the version manager's stand-in through which it was found. */
const PROBE = `
import json, sys
try:
    import ensurepip, venv
    makes = True
except ImportError:
    makes = False
print(json.dumps({"path": getattr(sys, "_base_executable", None) or sys.executable,
                  "version": "%d.%d.%d" % sys.version_info[:3], "venv": makes}))
`;

const Found = z.object({
  path: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** Whether it can make virtual environments. */
  venv: z.boolean(),
});
export type Found = z.infer<typeof Found>;
const Remembered = Found.extend({ changed: z.number() });

interface Search {
  env: NodeJS.ProcessEnv;
  files: Files;
  /** File in which the last answers are kept: asking an interpreter takes a tenth of a second. */
  memory: string;
}

/**
 * The interpreter that VIVARIUM_AWS_PYTHON names, else the first on the PATH that meets the specifier: preferably one
 * that can make virtual environments. Null where there is none.
 */
export async function findInterpreter(requires: string, { env, files, memory }: Search): Promise<Found | null> {
  const key = createHash('sha256')
    .update([requires, env.VIVARIUM_AWS_PYTHON, env.PATH].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const path = join(memory, `interpreter-${key}.json`);
  const known = await files.read(path, Remembered).catch(() => undefined);
  if (known && known.changed === (await changed(known.path))) return known;
  let second: Found | null = null;
  for await (const found of interpreters(env)) {
    if (!satisfies(found.version, requires)) continue;
    if (!found.venv) {
      second ??= found;
      continue;
    }
    await files.write(path, { ...found, changed: await changed(found.path) }).catch(() => {});
    return found;
  }
  return second;
}

async function* interpreters(env: NodeJS.ProcessEnv): AsyncGenerator<Found> {
  const told = env.VIVARIUM_AWS_PYTHON;
  if (told) {
    const found = await probe([told], env);
    if (found) yield found;
    return;
  }
  const seen = new Set<string>();
  for (const command of await candidates(env)) {
    const real = command.length === 1 ? await realpath(command[0] ?? '').catch(() => '') : command.join(' ');
    if (seen.has(real)) continue;
    seen.add(real);
    const found = await probe(command, env);
    if (found) yield found;
  }
}

async function candidates(env: NodeJS.ProcessEnv): Promise<string[][]> {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  if (process.platform === 'win32') {
    const launcher = NAMES.filter((name) => name.includes('.')).map((name) => [
      'py',
      `-${name.slice('python'.length)}`,
    ]);
    return [...launcher, ['python']];
  }
  if (process.platform === 'darwin') folders.push(...MAC_FOLDERS);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const there = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => there[i]).map((path) => [path]);
}

async function probe([program = '', ...args]: string[], env: NodeJS.ProcessEnv): Promise<Found | null> {
  try {
    const { stdout } = await execa(program, [...args, '-I', '-c', PROBE], { env, extendEnv: false, timeout: PROBE_MS });
    return Found.parse(JSON.parse(stdout));
  } catch {
    return null; // A stand-in without a version behind it, a Python 2, a broken install: not one we can use.
  }
}

async function changed(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? null;
}
