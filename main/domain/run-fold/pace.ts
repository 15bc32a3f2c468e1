import { TERMINAL_STATES } from '#contract/run-record';
import type { RunFacts } from './facts.ts';

/** Ended tasks that the rate is taken from. */
const WINDOW_TASKS = 50;
const WINDOW_MS = 30 * 60_000;

/** Tasks a minute, from the latest ends since the last submission; null while there are none. */
export function tasksPerMinute({ submissions, events, now }: RunFacts): number | null {
  // The first submission needs no bound, which keeps a single run right where the clocks disagree.
  const since =
    submissions.length > 1 ? Math.max(...submissions.map(({ submitted_at }) => Date.parse(submitted_at))) : 0;
  const recent = events.filter(({ ms }) => ms >= since).sort((a, b) => a.ms - b.ms);
  const ends: { ms: number; tasks: number }[] = [];
  const ended = new Map<number, number>();
  for (const { batch, attempt, state, count, ms } of recent) {
    if (!count) continue;
    const id = batch * 2 ** 20 + attempt;
    const before = ended.get(id) ?? 0;
    const after = TERMINAL_STATES.includes(state) && state === 'finished' ? count.of : count.done;
    if (after <= before) continue;
    ended.set(id, after);
    ends.push({ ms, tasks: after - before });
  }
  const last = ends.at(-1);
  if (!last) return null;
  let first = ends.length;
  let tasks = 0;
  while (first > 0 && tasks < WINDOW_TASKS) {
    const end = ends[first - 1];
    if (!end || (tasks > 0 && last.ms - end.ms > WINDOW_MS)) break;
    tasks += end.tasks;
    first -= 1;
  }
  const begin = ends[first - 1]?.ms ?? recent[0]?.ms ?? since;
  const span = last.ms - begin;
  if (span <= 0) return null;
  // Nothing has ended for much longer than usual: the silence counts too.
  const silent = now - last.ms > 3 * (span / tasks) ? now - last.ms : 0;
  return (60_000 * tasks) / (span + silent);
}
