import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from '#main/adapters/stores/port';

/** Holds bytes up so that no more than `rate` a second pass, over all that share it. Absent: nothing is held up. */
export function createPace(rate: number | undefined, signal?: AbortSignal): Pace | undefined {
  if (rate === undefined) return undefined;
  let free = 0;
  return async (bytes) => {
    const now = performance.now();
    free = Math.max(free, now) + (bytes / rate) * 1000;
    const wait = free - now;
    if (wait > 1) await sleep(wait, undefined, { signal });
  };
}
