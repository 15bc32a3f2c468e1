import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { S3Uri } from '#contract/s3-uri';
import { AppError } from '#main/domain/app-error';
import { targetOf } from '#main/domain/transfer/names';

export interface LocalFile {
  path: string;
  size: number;
  uri: S3Uri;
}

/**
 * The files that are meant by paths of this computer, folders with all in them, each with its address under `to` (a
 * single file's own address where `to` does not end with a slash). Links are followed to files, not to folders.
 * @throws AppError `not-found`, or `bad-input` for what cannot be sent: nothing is sent then.
 */
export async function collectFiles(paths: readonly string[], to: S3Uri): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const about = await look(path);
    if (about.isFile()) {
      const uri = paths.length === 1 && !to.endsWith('/') ? to : targetOf(to, basename(path));
      files.push({ path, size: about.size, uri });
    } else if (about.isDirectory()) files.push(...(await inFolder(path, to)));
    else throw refused(path, 'is neither a file nor a folder');
  }
  const twice = files.find(({ uri }, index) => files.findIndex((other) => other.uri === uri) !== index);
  if (twice) throw refused(twice.path, 'has the same name as another of the files');
  return files;
}

async function inFolder(folder: string, to: S3Uri): Promise<LocalFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: LocalFile[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const about = await look(path);
    if (!about.isFile()) throw refused(path, entry.isSymbolicLink() ? 'is a link to a folder' : 'is not a file');
    const name = [basename(folder), ...path.slice(folder.length + 1).split(sep)].join('/');
    files.push({ path, size: about.size, uri: targetOf(to, name) });
  }
  if (files.length === 0) throw refused(folder, 'holds no files');
  return files.toSorted((one, other) => (one.uri < other.uri ? -1 : 1));
}

async function look(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      throw new AppError({
        code: 'not-found',
        doing: 'looking for what to send',
        message: `There is no ${path} on this computer.`,
        advice: 'Check the path.',
        cause: error,
      });
    }
    throw error;
  }
}

function refused(path: string, why: string): AppError {
  return new AppError({
    code: 'bad-input',
    doing: 'looking for what to send',
    message: `${path} ${why}.`,
    advice: 'Leave it out, then try again.',
  });
}
