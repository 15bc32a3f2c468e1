import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#main/domain/app-error';

const FIRST_MS = 200;
const LONGEST_MS = 5_000;

export interface Patience {
  signal?: AbortSignal | undefined;
  /** How often it is tried again after the first time: 8 is about 20 s, so that a server may restart. */
  retries?: number;
  onTrouble?: (() => void) | undefined;
}

/**
 * Tries again what failed for want of an answer, or by damage on the way, with waits that double up to 5 s, the half of
 * each by chance so that many do not come back at once. Refusals (no permission, no space, no such bucket) end it at once.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, retries = 8, onTrouble }: Patience = {},
): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await work();
    } catch (error) {
      if (turn >= retries || !isPassing(error) || signal?.aborted) throw error;
      onTrouble?.();
      const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** turn);
      await sleep(wait / 2 + (Math.random() * wait) / 2, undefined, { signal });
    }
  }
}

/** True for what the same request may well not meet a second later. */
function isPassing(error: unknown): boolean {
  return isAppError(error) && error.data.retry && (error.code === 'unreachable' || error.code === 'failed');
}
