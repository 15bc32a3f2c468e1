import type { BatchReport } from '#contract/run-record';
import type { Attempt } from './attempts.ts';
import type { RunFacts } from './facts.ts';

/** A report whose files are all there with the sizes that it gives, and the tasks that they hold. */
export interface Stored {
  attempt: Attempt;
  report: BatchReport;
  tasks: number[];
}

/** Above this many reports that overlap the choice is made greedily. */
const EXACT = 12;

/**
 * The reports whose files together hold the most tasks and none twice. A lost attempt that was not lost after all may
 * finish beside the one that replaced it: then their files hold the same rows, and only one of them may be read.
 */
export function chooseStored(attempts: readonly Attempt[], facts: RunFacts): Stored[] {
  const { total } = facts.manifest.tasks;
  const { size } = facts.manifest.batches;
  const byBatch = new Map<number, Stored[]>();
  for (const attempt of attempts) {
    for (const { report } of attempt.reports) {
      if (!report.files.every(({ key, size: bytes }) => facts.files.get(key) === bytes)) continue;
      const first = attempt.batch * size;
      const end = Math.min(total, first + size);
      const tasks = report.tasks.flatMap(({ task, state }) =>
        state === 'done' && task >= first && task < end ? task : [],
      );
      if (tasks.length === 0) continue;
      const known = byBatch.get(attempt.batch);
      if (known) known.push({ attempt, report, tasks });
      else byBatch.set(attempt.batch, [{ attempt, report, tasks }]);
    }
  }
  return [...byBatch.values()].flatMap((stored) => (stored.length === 1 ? stored : largestWithoutOverlap(stored)));
}

function largestWithoutOverlap(candidates: readonly Stored[]): Stored[] {
  const sorted = [...candidates].sort(
    (a, b) => b.tasks.length - a.tasks.length || a.attempt.attempt - b.attempt.attempt,
  );
  const sets = sorted.map(({ tasks }) => new Set(tasks));
  const clashes = sorted.map(({ tasks }, i) => sets.map((set, j) => i !== j && tasks.some((task) => set.has(task))));
  const fits = (chosen: readonly number[], i: number) => chosen.every((j) => !clashes[i]?.[j]);
  const weight = (chosen: readonly number[]) => chosen.reduce((sum, i) => sum + (sorted[i]?.tasks.length ?? 0), 0);
  const pick = (i: number, chosen: readonly number[]): readonly number[] => {
    if (i === sorted.length) return chosen;
    if (!fits(chosen, i)) return pick(i + 1, chosen);
    const included = pick(i + 1, [...chosen, i]);
    if (sorted.length > EXACT || !clashes[i]?.some(Boolean)) return included;
    const excluded = pick(i + 1, chosen);
    return weight(excluded) > weight(included) ? excluded : included;
  };
  return pick(0, []).flatMap((i) => sorted[i] ?? []);
}
