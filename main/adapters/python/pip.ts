import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import type { Progress } from '#contract/activity';
import { AppError } from '#main/domain/app-error';
import { explainPipFailure, parsePipLine } from './pip-output.ts';
import type { EnsureOptions } from './port.ts';

/**
 * Runs a Python module that ends, with all its children, when its standard input does: so neither a cancel nor the death
 * of this process leaves a pip behind that goes on writing.
 */
const TIED = `
import os, runpy, sys, threading
def watch():
    while os.read(0, 4096):
        pass
    os.killpg(0, 9) if hasattr(os, "killpg") else os._exit(1)
threading.Thread(target=watch, daemon=True).start()
module = sys.argv[1]
sys.argv = sys.argv[1:]
runpy.run_module(module, run_name="__main__", alter_sys=True)
`;

/** Variables that would make pip install elsewhere; Python's own are left out of account by `-I`. */
const FOREIGN = ['PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_QUIET', 'PIP_LOG'];
const OUTPUT_KEPT = 64 * 1024;
const COUNT_MS = 500;

interface Run {
  signal?: AbortSignal;
  env: NodeJS.ProcessEnv;
  onLine?: (line: string) => void;
}

/** Runs `python -m module …`; answers its exit code and the end of its output. Throws on abort only. */
export async function runModule(python: string, args: readonly string[], { signal, env, onLine }: Run) {
  signal?.throwIfAborted();
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN.includes(name)));
  const child = execa(python, ['-I', '-u', '-c', TIED, ...args], {
    env: { ...clean, PIP_USER: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    extendEnv: false,
    stdin: 'pipe',
    all: true,
    buffer: false,
    reject: false,
    detached: process.platform !== 'win32', // a process group of its own
    windowsHide: true,
  });
  const end = () => child.stdin.end();
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  let output = '';
  try {
    for await (const line of child.iterable({ from: 'all' })) {
      output = `${output}${line}\n`.slice(-OUTPUT_KEPT);
      onLine?.(line);
    }
    const { exitCode } = await child;
    signal?.throwIfAborted();
    return { exitCode: exitCode ?? 1, output };
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

interface Install extends EnsureOptions {
  python: string;
  /** Folder in which the packages appear. */
  packages: string;
  requirements: string;
  /** Packages that the file names. */
  expected: number;
  complete: boolean;
  env: NodeJS.ProcessEnv;
}

/** Installs a requirements file with the user's own pip settings. Steps: each package collected, each package installed. */
export async function installRequirements({
  python,
  packages,
  requirements,
  expected,
  complete,
  env,
  onProgress,
  signal,
}: Install) {
  const collected = new Set<string>();
  let total = expected;
  const report = (detail: string, installed = 0) => {
    total = Math.max(total, collected.size);
    const done = Math.min(collected.size, total) + Math.min(installed, total);
    onProgress?.(detail, { done, total: 2 * total, unit: 'steps', rate: null, seconds_left: null } satisfies Progress);
  };
  let counting: NodeJS.Timeout | undefined;
  const onLine = (line: string) => {
    const event = parsePipLine(line);
    if (event?.kind === 'collected') {
      collected.add(event.name.toLowerCase());
      report(`looking for ${event.name}`);
    } else if (event?.kind === 'downloading') {
      report(`downloading ${event.what} (${event.size})`);
    } else if (event?.kind === 'installing') {
      for (const name of event.names) collected.add(name.toLowerCase());
      report(`installing ${event.names.length} packages`);
      counting = setInterval(() => {
        void countInstalled(packages).then((count) => report(`installing ${event.names.length} packages`, count));
      }, COUNT_MS);
    }
  };
  try {
    const options = ['--no-compile', '--progress-bar', 'off', ...(complete ? ['--no-deps'] : [])];
    const { exitCode, output } = await runModule(python, ['pip', 'install', ...options, '-r', requirements], {
      signal,
      env,
      onLine,
    });
    if (exitCode === 0) return;
    throw new AppError({ ...explainPipFailure(output), doing: 'installing Python packages', cause: new Error(output) });
  } finally {
    clearInterval(counting);
  }
}

/** pip says nothing between the first package's installation and the last: their folders tell. */
async function countInstalled(packages: string): Promise<number> {
  const names = await readdir(packages).catch(() => []);
  return names.filter((name) => name.endsWith('.dist-info') && !/^(pip|setuptools)-/.test(name)).length;
}
