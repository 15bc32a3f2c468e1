import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shell } from '#main/adapters/shells/port';
import { AppError, isAppError } from '#main/domain/app-error';

/** What is never part of a model's code, for a folder that is no git checkout. */
const IGNORED = new Set(
  '.git .hg .svn __pycache__ .venv venv .tox .nox .eggs .mypy_cache .pytest_cache .ruff_cache .ipynb_checkpoints node_modules .idea .vscode .DS_Store'.split(
    ' ',
  ),
);
const IGNORED_ENDING = /\.(pyc|pyo|egg-info)$/;

/**
 * The files that belong to the code in `folder`: relative paths with `/`, sorted. In a git checkout: what is committed or
 * new, less what .gitignore says; elsewhere all but the usual by-products.
 */
export async function codeFiles(folder: string, git: Shell | null): Promise<string[]> {
  const listed = git && (await listedByGit(folder, git));
  return (listed ? await onDisk(folder, listed) : await walk(folder)).toSorted();
}

/** Null where there is no git or no checkout. */
async function listedByGit(folder: string, git: Shell): Promise<string[] | null> {
  const argv = ['git', '-C', folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  try {
    const { exitCode, stdout } = await git.run({ argv });
    return exitCode === 0 ? stdout.split('\0').filter((name) => name !== '') : null;
  } catch (error) {
    if (isAppError(error) && error.code === 'missing-part') return null;
    throw error;
  }
}

/** Git also lists what was deleted since, and names a checkout within the checkout as one folder. */
async function onDisk(folder: string, listed: readonly string[]): Promise<string[]> {
  const found = listed.map(async (listedName) => {
    const name = listedName.replace(/\/$/, '');
    const about = await lstat(join(folder, name)).catch(() => null);
    if (about?.isDirectory()) return (await walk(join(folder, name))).map((inner) => `${name}/${inner}`);
    return about ? [name] : [];
  });
  return (await Promise.all(found)).flat();
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw noFolder(folder, error);
  });
  const found = entries
    .filter(({ name }) => !IGNORED.has(name) && !IGNORED_ENDING.test(name))
    .map(async (entry) => {
      if (!entry.isDirectory()) return [entry.name];
      return (await walk(join(folder, entry.name))).map((inner) => `${entry.name}/${inner}`);
    });
  return (await Promise.all(found)).flat();
}

function noFolder(folder: string, cause: unknown): AppError {
  return new AppError({
    code: 'not-found',
    doing: 'packing code',
    message: `${folder} is not a folder that can be read.`,
    advice: "Give the folder of the model's code.",
    cause,
  });
}
