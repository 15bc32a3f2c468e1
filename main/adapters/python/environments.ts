import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '#main/domain/app-error';
import type { Files } from '../files/port.ts';
import { findInterpreter, type Found } from './interpreters.ts';
import { countRequirements } from './pip-output.ts';
import { installRequirements, runModule } from './pip.ts';
import type { EnsureOptions, EnvironmentSpec, Interpreter, Python } from './port.ts';
import { describeSpecifier, minorOf, satisfies } from './versions.ts';

/** Written last: an environment without it was never finished. */
const Marker = z.object({ format: z.literal(1), requirements: z.string(), python: z.string(), made_at: z.string() });
const MARKER = 'complete.json';

const WINDOWS = process.platform === 'win32';
/** Test suites inside packages, which nobody imports: a quarter of all modules. */
const NOT_COMPILED = String.raw`[\\/]tests?[\\/]`;

interface Options {
  cache: string;
  env: NodeJS.ProcessEnv;
  files: Files;
}

/**
 * Virtual environments, one folder for each name, set of requirements and Python version. They are made in place, as
 * their scripts hold their own path, and count only once their marker is there.
 */
export class Environments implements Python {
  readonly #options: Options;
  readonly #folder: string;

  constructor(options: Options) {
    this.#options = options;
    this.#folder = join(options.cache, 'venvs');
  }

  async find(requires: string): Promise<Interpreter | null> {
    const found = await this.#interpreter(requires);
    return found && { path: found.path, version: found.version };
  }

  async ready(spec: EnvironmentSpec): Promise<string | null> {
    const told = this.#options.env.VIVARIUM_AWS_PYTHON !== undefined;
    const wanted = told ? await this.#interpreter(spec.requires) : null;
    if (told && !wanted) return null;
    const digest = await requirementsDigest(spec);
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((entry) => entry.startsWith(`${spec.name}-`)).sort()) {
      const folder = join(this.#folder, name);
      const marker = await this.#options.files.read(join(folder, MARKER), Marker).catch(() => undefined);
      if (marker?.requirements !== digest || !satisfies(marker.python, spec.requires)) continue;
      if (wanted && minorOf(wanted.version) !== minorOf(marker.python)) continue;
      // Dangling where the Python that it was made with has been removed.
      if (await isThere(interpreterOf(folder))) return interpreterOf(folder);
    }
    return null;
  }

  async ensure(spec: EnvironmentSpec, options: EnsureOptions = {}): Promise<string> {
    const there = await this.ready(spec);
    if (there) return there;
    const found = await this.#interpreter(spec.requires);
    if (!found) throw this.#noPython(spec.requires);
    if (!found.venv) throw noVenv(found);
    const digest = await requirementsDigest(spec);
    const name = `${spec.name}-${createHash('sha256')
      .update(`${digest} ${minorOf(found.version)}`)
      .digest('hex')
      .slice(0, 12)}`;
    const folder = join(this.#folder, name);
    try {
      // Another process may make the same one meanwhile: then it is there when the lock is ours.
      return await this.#options.files.lock(
        `${folder}.lock`,
        async () => (await this.ready(spec)) ?? (await this.#make(folder, found, spec, digest, options)),
        { signal: options.signal },
      );
    } catch (error) {
      throw toAppError(error, `making the Python environment "${spec.name}"`);
    }
  }

  async #make(
    folder: string,
    found: Found,
    spec: EnvironmentSpec,
    digest: string,
    options: EnsureOptions,
  ): Promise<string> {
    const { files, env } = this.#options;
    const { signal, onProgress } = options;
    const python = interpreterOf(folder);
    await files.remove(folder);
    try {
      onProgress?.(`making an environment with Python ${found.version}`, null);
      const made = await runModule(found.path, ['venv', folder], { signal, env });
      if (made.exitCode !== 0) throw noVenv(found, made.output);
      await installRequirements({
        ...options,
        python,
        env,
        packages: packagesOf(folder, found.version),
        requirements: spec.requirements,
        expected: countRequirements(await readFile(spec.requirements, 'utf8')),
        complete: spec.complete ?? false,
      });
      onProgress?.('preparing the packages for use', null);
      // On all processors, unlike pip. Its exit code tells only of files in another Python's syntax.
      await runModule(python, ['compileall', '-q', '-j', '0', '-x', NOT_COMPILED, packagesOf(folder, found.version)], {
        signal,
        env,
      });
      const marker = {
        format: 1,
        requirements: digest,
        python: found.version,
        made_at: new Date().toISOString(),
      } as const;
      await files.write(join(folder, MARKER), marker satisfies z.infer<typeof Marker>);
      return python;
    } catch (error) {
      await files.remove(folder).catch(() => {});
      throw error;
    }
  }

  async #interpreter(requires: string): Promise<Found | null> {
    const { env, files, cache } = this.#options;
    return findInterpreter(requires, { env, files, memory: join(cache, 'python') });
  }

  #noPython(requires: string): AppError {
    const wanted = describeSpecifier(requires);
    const told = this.#options.env.VIVARIUM_AWS_PYTHON;
    return new AppError({
      code: 'missing-part',
      doing: 'looking for Python',
      message: told
        ? `VIVARIUM_AWS_PYTHON is ${told}, which is not ${wanted}.`
        : `This computer has no ${wanted}, or it is not on the PATH.`,
      advice: told
        ? 'Correct or unset VIVARIUM_AWS_PYTHON, then try again.'
        : "Install Python 3.11 (python.org, or your system's package manager), then try again; or name one by VIVARIUM_AWS_PYTHON.",
      retry: true,
    });
  }
}

function noVenv({ path, version }: Found, output = ''): AppError {
  return new AppError({
    code: 'missing-part',
    doing: 'making a Python environment',
    message: `Python ${version} (${path}) cannot make virtual environments: its venv or ensurepip part is missing.`,
    advice: `Install it (on Debian and Ubuntu: apt install python${minorOf(version)}-venv), then try again.`,
    retry: true,
    cause: new Error(output),
  });
}

/** What tells one environment from another: what is installed and for which kind of computer, as a cache may be shared. */
async function requirementsDigest({ requirements, complete = false }: EnvironmentSpec): Promise<string> {
  const text = (await readFile(requirements, 'utf8')).replaceAll('\r\n', '\n');
  return createHash('sha256')
    .update(`${process.platform} ${process.arch} ${String(complete)}\n${text}`)
    .digest('hex');
}

function interpreterOf(folder: string): string {
  return WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function packagesOf(folder: string, version: string): string {
  return WINDOWS
    ? join(folder, 'Lib', 'site-packages')
    : join(folder, 'lib', `python${minorOf(version)}`, 'site-packages');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
