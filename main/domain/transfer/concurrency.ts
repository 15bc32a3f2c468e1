/** How many requests are under way at once, found by trying: up while that gains, down where it loses or breaks. */
export interface Concurrency {
  limit: number;
  max: number;
  /** Bytes a second in the last window; null before the first. */
  rate: number | null;
  step: 1 | -1;
}

const START = 4;
/** Less is noise. */
const GAIN = 1.05;

export function startConcurrency(max: number): Concurrency {
  return { limit: Math.max(1, Math.min(START, max)), max: Math.max(1, max), rate: null, step: 1 };
}

/** After a window of about two requests for each slot: goes on in the direction that gained, turns where it lost. */
export function afterWindow(now: Concurrency, rate: number): Concurrency {
  if (now.rate === null) return move({ ...now, rate }, 1);
  if (rate > now.rate * GAIN) return move({ ...now, rate }, now.step);
  if (rate < now.rate / GAIN) return move({ ...now, rate }, now.step === 1 ? -1 : 1);
  return { ...now, rate };
}

/** After a busy or broken answer: half, as TCP does. */
export function afterTrouble(now: Concurrency): Concurrency {
  return { ...now, limit: Math.max(1, Math.floor(now.limit / 2)), rate: null };
}

function move(now: Concurrency, step: 1 | -1): Concurrency {
  return { ...now, step, limit: Math.max(1, Math.min(now.max, now.limit + step)) };
}
