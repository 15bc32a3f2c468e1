import { createHash } from 'node:crypto';
import { lstat, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { create } from 'tar';
import { AppError } from '#main/domain/app-error';

export interface Packed {
  bytes: Uint8Array;
  /** Of the archive (hex): its name under `code/`. */
  sha256: string;
  files: number;
}

/** One time for all members, so that only content counts; not before 1980, which zip-based Python tools refuse. */
const MEMBER_TIME = new Date('2000-01-01T00:00:00Z');
/** Unpacked; the archive is held in memory, and a checkout above it has data in it. */
const MOST_BYTES = 500_000_000;

/**
 * A .tar.gz of the given files of a folder (relative paths with `/`), at its root. The same content makes the same bytes:
 * members are sorted, without owners and times; only whether a file is executable is kept.
 * @throws AppError `bad-input` for a link out of the folder, for what is no file, for no files and for too much.
 */
export async function packFiles(folder: string, files: readonly string[]): Promise<Packed> {
  const root = await realpath(folder);
  await requirePackable(root, files);
  // A leading @ would mean "the members of that archive" to the library.
  const members = files.toSorted().map((name) => (name.startsWith('@') ? `./${name}` : name));
  const archive = create(
    {
      cwd: root,
      portable: true,
      mtime: MEMBER_TIME,
      gzip: { level: 9 },
      strict: true,
      noDirRecurse: true,
      linkCache: new NoLinks(),
    },
    members,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), files: files.length };
}

/** Files that are one on disk are two here: how a checkout came to be must not change its archive. */
class NoLinks extends Map<`${number}:${number}`, string> {
  override get(): undefined {
    return undefined;
  }
}

async function requirePackable(root: string, files: readonly string[]): Promise<void> {
  if (files.length === 0) throw refused(`${root} holds no files.`, "Give the folder of the model's code.");
  let total = 0;
  let largest = { name: '', size: 0 };
  for (const name of files) {
    const path = join(root, name);
    const about = await lstat(path);
    if (about.isSymbolicLink()) await requireInside(root, path, name);
    else if (!about.isFile())
      throw refused(`${name} is neither a file nor a link.`, 'Remove it or let .gitignore leave it out.');
    total += about.size;
    if (about.size > largest.size) largest = { name, size: about.size };
  }
  if (total <= MOST_BYTES) return;
  const megabytes = Math.round(total / 1e6);
  throw refused(
    `The folder has ${megabytes} MB of files, the largest ${largest.name}; code may have ${MOST_BYTES / 1e6} MB.`,
    'Let .gitignore leave out what is not code; data belongs under artifacts.',
  );
}

async function requireInside(root: string, path: string, name: string): Promise<void> {
  const inside = (await realpath(path).catch(() => '')).startsWith(root + sep);
  if (inside && !isAbsolute(await readlink(path))) return;
  throw refused(`${name} is a link that leads out of the folder or nowhere.`, 'Replace it by the file itself.');
}

function refused(message: string, advice: string): AppError {
  return new AppError({ code: 'bad-input', doing: 'packing code', message, advice });
}
