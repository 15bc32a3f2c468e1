import type { S3Uri } from '#contract/s3-uri';
import { AppError } from '../app-error.ts';
import { joinS3, parseS3Uri } from '../s3-uri.ts';

/** S3's limit on a key, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/**
 * The address of a dropped file: `name` (a file's name, or a path in a dropped folder with `/` between its parts) in the
 * folder `to`. The name is kept letter by letter; what some store or tool would take for something else is refused.
 * @throws AppError `bad-input` that names the file.
 */
export function targetOf(to: S3Uri, name: string): S3Uri {
  const problem =
    problemOf(name) ?? (keyBytes(to, name) > MAX_KEY_BYTES ? 'is longer than the 1,024 bytes that S3 takes' : null);
  if (problem !== null) {
    throw new AppError({
      code: 'bad-input',
      doing: 'naming what is sent',
      message: `The name ${JSON.stringify(name)} ${problem}.`,
      advice: 'Rename the file, then try again.',
    });
  }
  return joinS3(to, name);
}

/** Why a name may not become a key, as the end of a sentence; null where it may. */
export function problemOf(name: string): string | null {
  const parts = name.split('/');
  if (parts.some((part) => part === '')) return 'has an empty part';
  if (parts.some((part) => part === '.' || part === '..')) return 'has a part that means a folder (. or ..)';
  if (name.includes('\\')) return 'has a backslash, which some stores take for a slash';
  if (/\p{Control}/u.test(name)) return 'has a control character';
  return /\p{Surrogate}/u.test(name) ? 'is not valid Unicode' : null;
}

function keyBytes(to: S3Uri, name: string): number {
  return Buffer.byteLength(parseS3Uri(joinS3(to, name)).key);
}

/**
 * The name under which an object is saved on this computer: the last part of its key.
 * @throws AppError `bad-input` where that is no safe file name.
 */
export function localName(uri: S3Uri): string {
  const name = parseS3Uri(uri).key.split('/').at(-1) ?? '';
  const problem = problemOf(name);
  if (problem !== null) {
    throw new AppError({
      code: 'bad-input',
      doing: `naming the file for ${uri}`,
      message: `The object's name ${JSON.stringify(name)} ${problem}.`,
      advice: 'Give the whole path of the file to write.',
    });
  }
  return name;
}
