import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { LockOptions } from './port.ts';

const Holder = z.object({ pid: z.number().int(), host: z.string(), id: z.string() });

const POLL_MS = 50;
/** The holder touches its lock this often; a lock untouched for several of these, as the waiter sees it, has no holder. */
const BEAT_MS = 2_000;
const SILENCE_MS = 15_000;

/**
 * Runs `work` while it holds the lock file `path`, which names its holder. A holder that has died (or, on another
 * computer or under a reused process id, falls silent) loses it. Waits for ever otherwise: give a signal.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, { signal }: LockOptions = {}): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const id = randomUUID();
  const wanted = `${path}.${id}`;
  let inode: bigint;
  try {
    await writeFile(
      wanted,
      JSON.stringify({ pid: process.pid, host: hostname(), id } satisfies z.infer<typeof Holder>),
    ).catch(emptyWhereFull);
    inode = (await stat(wanted, { bigint: true })).ino;
    await acquire(wanted, path, signal);
  } finally {
    await rm(wanted, { force: true });
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    const held = await holder(path);
    if (held ? held.id === id : (await inodeOf(path)) === inode) await rm(path, { force: true });
  }
}

/**
 * On a full disk the lock stays without its holder's name and is known by its inode: stopping and deleting, which
 * make room, must go on there. If its holder dies, its silence gives it free.
 */
function emptyWhereFull(error: unknown): void {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return;
  throw error;
}

async function inodeOf(path: string): Promise<bigint | undefined> {
  return (await stat(path, { bigint: true }).catch(() => undefined))?.ino;
}

async function acquire(wanted: string, path: string, signal?: AbortSignal): Promise<void> {
  let seen = { touched: NaN, since: performance.now() };
  for (;;) {
    signal?.throwIfAborted();
    // A link is made whole or not at all, unlike a file that is created and then written.
    if (await link(wanted, path).then(() => true, isTaken)) return;
    const touched = (await stat(path).catch(() => null))?.mtimeMs ?? NaN;
    if (touched !== seen.touched) seen = { touched, since: performance.now() };
    const held = await holder(path);
    if ((held && isDead(held)) || performance.now() - seen.since > SILENCE_MS) await evict(path, held?.id);
    else await sleep(POLL_MS, undefined, { signal });
  }
}

/** Moves a dead holder's lock away; one that somebody else took meanwhile is put back. */
async function evict(path: string, id: string | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await holder(aside))?.id !== id) await link(aside, path);
  } catch {
    // Somebody else was quicker.
  } finally {
    await rm(aside, { force: true });
  }
}

async function holder(path: string): Promise<z.infer<typeof Holder> | null> {
  try {
    return Holder.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

function isDead({ pid, host }: z.infer<typeof Holder>): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** False for a lock that is held, so that the caller waits; other errors are real. */
function isTaken(error: unknown): false {
  if (error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'EPERM')) return false;
  throw error;
}
