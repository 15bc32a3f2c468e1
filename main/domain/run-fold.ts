import type { TaskError } from '#contract/run-record';
import type { TaskState } from '#contract/run';
import { collectAttempts, elementRuns, isGone } from './run-fold/attempts.ts';
import type { Attempt } from './run-fold/attempts.ts';
import { chooseStored } from './run-fold/coverage.ts';
import type { Stored } from './run-fold/coverage.ts';
import { GONE_GRACE } from './run-fold/facts.ts';
import type { RunFacts } from './run-fold/facts.ts';
import { FailureGroups, missingResults, UNEXPLAINED } from './run-fold/failures.ts';
import type { FailureGroup } from './run-fold/failures.ts';
import { tasksPerMinute } from './run-fold/pace.ts';

const CODES = ['queued', 'running', 'done', 'failed', 'lost'] as const satisfies readonly TaskState[];
const QUEUED = 0;
const RUNNING = 1;
const DONE = 2;
const FAILED = 3;
const LOST = 4;

/** Where a run stands, task by task. The arrays are indexed by task; NaN and 0 stand for "not known" and "never submitted". */
export interface FoldedRun {
  counts: Record<TaskState, number>;
  state: 'active' | 'complete' | 'incomplete';
  failures: FailureGroup[];
  tasksPerMinute: number | null;
  secondsLeft: number | null;
  /** Milliseconds since 1970 by the nodes' clocks. */
  startedMs: number | null;
  endedMs: number | null;
  /** The attempt that stored the task, else the latest that has it. */
  attempts: Int32Array;
  seconds: Float64Array;
  peakRssMb: Float64Array;
  /** 1 where an attempt that may still end well has the task. */
  open: Uint8Array;
  /** The reports whose files hold the results: every done task once. */
  stored: Stored[];
  /** Attempts that have not ended as far as is known, and their jobs' names. */
  openJobs: Set<string>;
  stateOf(task: number): TaskState;
}

/**
 * Folds what the bucket and the scheduler say into the state of every task. Pure, linear, and indifferent to order and
 * repetition. A task is
 *  - done, when a terminal event names it so and every file of that event is there in the given size;
 *  - failed, when its latest attempt said so (or the batch could not run, or results that it reported are not there);
 *  - lost, when its latest attempt has not ended and a scheduler that could be asked no longer has it;
 *  - running, when its batch has got to it; the results of a batch are stored together, at its end;
 *  - queued otherwise: not begun, stopped before its turn, or not submitted at all.
 */
export function foldRun(facts: RunFacts): FoldedRun {
  const { total } = facts.manifest.tasks;
  const attempts = collectAttempts(facts);
  const stored = chooseStored(attempts, facts);
  const codes = new Uint8Array(total);
  const run = {
    attempts: new Int32Array(total),
    seconds: new Float64Array(total).fill(Number.NaN),
    peakRssMb: new Float64Array(total).fill(Number.NaN),
    open: new Uint8Array(total),
  };
  for (const { attempt, report, tasks } of stored) {
    for (const task of tasks) {
      codes[task] = DONE;
      run.attempts[task] = attempt.attempt;
    }
    for (const { task, state, seconds, peak_rss_mb } of report.tasks) {
      if (state !== 'done' || codes[task] !== DONE) continue;
      run.seconds[task] = seconds ?? Number.NaN;
      run.peakRssMb[task] = peak_rss_mb ?? Number.NaN;
    }
  }
  const latest = latestAttempts(attempts, facts, codes);
  const failures = new FailureGroups();
  const openJobs = new Set<string>();
  let active = facts.submissions.length === 0 && facts.now - Date.parse(facts.manifest.created_at) < GONE_GRACE;
  let endedInOpen = 0;
  attempts.forEach((attempt, index) => {
    const mine = tasksOf(attempt, facts).filter((task) => latest[task] === index);
    const fail = (task: number, cause: TaskError) => {
      codes[task] = FAILED;
      failures.add(task, attempt.batch, cause);
    };
    for (const task of mine) run.attempts[task] = attempt.attempt;
    const report = attempt.reports.at(-1)?.report;
    if (report) {
      const left = new Set(mine);
      for (const { task, state, seconds, peak_rss_mb, error } of report.tasks) {
        if (!left.delete(task)) continue;
        run.seconds[task] = seconds ?? Number.NaN;
        run.peakRssMb[task] = peak_rss_mb ?? Number.NaN;
        if (state === 'done') fail(task, missingResults(report, facts.files));
        else if (state === 'failed') fail(task, error ?? UNEXPLAINED);
        else if (report.state === 'failed') fail(task, report.error ?? UNEXPLAINED);
      }
      if (report.state === 'failed') for (const task of left) fail(task, report.error ?? UNEXPLAINED);
      return;
    }
    if (attempt.submission) openJobs.add(attempt.submission.job_name);
    if (mine.length === 0) return;
    if (isGone(attempt, facts)) {
      if (!attempt.submission?.cancelled_at) for (const task of mine) codes[task] = LOST;
      return;
    }
    active = true;
    endedInOpen += Math.min(attempt.ended, mine.length);
    const begun = attempt.started || elementRuns(attempt, facts) ? attempt.ended + 1 : 0;
    tasksOf(attempt, facts).forEach((task, position) => {
      if (latest[task] !== index) return;
      run.open[task] = 1;
      codes[task] = position < begun ? RUNNING : QUEUED;
    });
  });
  const counts = countStates(codes);
  const state = counts.done === total ? 'complete' : active ? 'active' : 'incomplete';
  const rate = state === 'active' ? tasksPerMinute(facts) : null;
  const remaining = Math.max(0, counts.queued + counts.running - endedInOpen);
  return {
    ...run,
    counts,
    state,
    failures: failures.list(),
    tasksPerMinute: rate,
    secondsLeft: rate ? (60 * remaining) / rate : null,
    ...timesOf(facts, state),
    stored,
    openJobs,
    stateOf: (task) => CODES[codes[task] ?? QUEUED] ?? 'queued',
  };
}

/** The tasks of an attempt in the order in which they run. */
function tasksOf({ batch, tasks }: Attempt, { manifest }: RunFacts): readonly number[] {
  const first = batch * manifest.batches.size;
  const end = Math.min(manifest.tasks.total, first + manifest.batches.size);
  if (tasks) return tasks.filter((task) => task >= first && task < end);
  return Array.from({ length: end - first }, (_, position) => first + position);
}

/** For each task that is not done: the index of the latest attempt that has it; -1 where none has. */
function latestAttempts(attempts: readonly Attempt[], facts: RunFacts, codes: Uint8Array): Int32Array {
  const latest = new Int32Array(codes.length).fill(-1);
  attempts.forEach((attempt, index) => {
    for (const task of tasksOf(attempt, facts)) if (codes[task] !== DONE) latest[task] = index;
  });
  return latest;
}

function countStates(codes: Uint8Array): Record<TaskState, number> {
  const counts = { queued: 0, running: 0, done: 0, failed: 0, lost: 0 };
  for (const code of codes) counts[CODES[code] ?? 'queued'] += 1;
  return counts;
}

function timesOf({ events }: RunFacts, state: FoldedRun['state']): Pick<FoldedRun, 'startedMs' | 'endedMs'> {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { ms } of events) {
    first = Math.min(first, ms);
    last = Math.max(last, ms);
  }
  const any = events.length > 0;
  return { startedMs: any ? first : null, endedMs: any && state !== 'active' ? last : null };
}
