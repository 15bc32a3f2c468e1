import type { FailureGroup, RunStatus } from '#contract/run';
import type { z } from 'zod';
import { duration, pairs } from '../table.ts';

type Failure = z.infer<typeof FailureGroup>;

/** One line of `run watch`. */
export function statusLine({ total, done, running, queued, failed, lost, state, seconds_left }: RunStatus): string {
  const parts = [`${done} of ${total} done`, `${running} running`, `${queued} queued`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (lost > 0) parts.push(`${lost} lost`);
  if (state === 'active' && seconds_left !== null) parts.push(`${duration(seconds_left)} left`);
  if (state !== 'active') parts.push(state);
  return parts.join(', ');
}

export function describeStatus(status: RunStatus): string {
  const {
    id,
    uri,
    state,
    total,
    done,
    running,
    queued,
    failed,
    lost,
    scheduler_asked,
    tasks_per_minute,
    seconds_left,
    failures,
  } = status;
  const rows: [string, string | number | null][] = [
    ['run', id],
    ['address', uri],
    ['state', scheduler_asked ? state : `${state} (the scheduler could not be asked)`],
    ['done', `${done} of ${total}`],
    ['running', running],
    ['queued', queued],
    ['failed', failed],
    ['lost', lost],
  ];
  if (state === 'active' && tasks_per_minute !== null)
    rows.push(['speed', `${tasks_per_minute.toFixed(1)} tasks a minute`]);
  if (state === 'active' && seconds_left !== null) rows.push(['left', duration(seconds_left)]);
  return failures.length === 0 ? pairs(rows) : `${pairs(rows)}\n\n${describeFailures(failures)}`;
}

export function describeFailures(failures: readonly Failure[]): string {
  if (failures.length === 0) return 'Nothing failed.';
  return failures
    .map(
      ({ cause, count, batches }) =>
        `${count} x ${cause.title}\n    batches ${shortened(batches)}: run logs --batch ${batches[0] ?? 0}`,
    )
    .join('\n');
}

function shortened(numbers: readonly number[]): string {
  return numbers.slice(0, 8).join(', ') + (numbers.length > 8 ? ', …' : '');
}
