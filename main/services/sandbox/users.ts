import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Files } from '#main/adapters/files/port';

const POLL_MS = 100;

/** Other processes of the app that use a server which ends with its owner: an empty file each, named by the process's id. */
export class ServerUsers {
  readonly #files: Pick<Files, 'write' | 'list' | 'remove'>;
  readonly #folder: string;
  #entered = false;

  constructor(files: Pick<Files, 'write' | 'list' | 'remove'>, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Best effort: on a full disk the server is used all the same. */
  async enter(): Promise<void> {
    this.#entered = true;
    await this.#files.write(join(this.#folder, String(process.pid)), '').catch(() => {});
  }

  async leave(): Promise<void> {
    if (this.#entered) await this.#files.remove(join(this.#folder, String(process.pid)));
    this.#entered = false;
  }

  /** Resolves once no other process uses the server, or after `patience` milliseconds. Forgets processes that have died. */
  async gone(patience: number): Promise<void> {
    await this.leave();
    for (const until = performance.now() + patience; performance.now() < until; await sleep(POLL_MS)) {
      const names = await this.#files.list(this.#folder);
      const living = names.filter((name) => isAlive(Number(name)));
      for (const name of names) if (!living.includes(name)) await this.#files.remove(join(this.#folder, name));
      if (living.length === 0) return;
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
