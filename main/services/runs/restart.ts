import type { RunManifest, Submission } from '#contract/run-record';
import { AppError } from '#main/domain/app-error';
import type { FoldedRun } from '#main/domain/run-fold';
import type { Seen } from './view.ts';

/**
 * What to submit again: every task that is not done and in no attempt that may still end well, by batch, each batch with
 * its next attempt's number. Empty when every task is done.
 * @throws AppError where the run goes on and nothing of it needs a restart, or where that cannot be known
 */
export function batchesToRestart(
  { manifest, run, asked }: Seen,
  submissions: Iterable<Submission>,
): Submission['batches'] {
  if (run.state === 'complete') return [];
  const tasks = new Map<number, number[]>();
  for (let task = 0; task < manifest.tasks.total; task += 1) {
    if (run.open[task] || run.stateOf(task) === 'done') continue;
    const batch = Math.floor(task / manifest.batches.size);
    const known = tasks.get(batch);
    if (known) known.push(task);
    else tasks.set(batch, [task]);
  }
  if (tasks.size === 0 || (run.state === 'active' && run.counts.failed + run.counts.lost === 0))
    throw refusal(manifest, run, asked);
  const attempts = new Map<number, number>();
  for (const { batches } of submissions)
    for (const { batch, attempt } of batches) attempts.set(batch, Math.max(attempts.get(batch) ?? 0, attempt));
  return [...tasks].map(([batch, of]) => ({
    batch,
    attempt: (attempts.get(batch) ?? 0) + 1,
    ...(of.length === sizeOf(manifest, batch) ? {} : { tasks: of }),
  }));
}

function sizeOf({ tasks, batches }: RunManifest, batch: number): number {
  return Math.min(tasks.total, (batch + 1) * batches.size) - batch * batches.size;
}

function refusal({ id }: RunManifest, { counts }: FoldedRun, asked: boolean): AppError {
  const doing = `restarting ${id}`;
  if (!asked) {
    return new AppError({
      code: 'unreachable',
      doing,
      message: 'The scheduler could not be asked, so it is not known whether the run still goes on.',
      advice: 'Try again when it answers; nothing was submitted twice.',
      retry: true,
    });
  }
  return new AppError({
    code: 'bad-input',
    doing,
    message: `The run still goes on (${counts.running} running, ${counts.queued} queued), and nothing of it has failed or was lost.`,
    advice: 'Wait for its end, or stop it first.',
  });
}
