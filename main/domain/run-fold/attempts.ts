import { TERMINAL_STATES } from '#contract/run-record';
import type { BatchReport, Submission } from '#contract/run-record';
import type { RunEvent } from '../run-layout.ts';
import { GONE_GRACE, INTENT_GRACE } from './facts.ts';
import type { RunFacts } from './facts.ts';

/** One try at a batch: an element of a submission, and what its events tell. */
export interface Attempt {
  batch: number;
  attempt: number;
  submission: Submission | null;
  /** Number in the submission's array, from 1. */
  element: number;
  /** Tasks in the order in which they run; null: all of the batch. */
  tasks: readonly number[] | null;
  started: boolean;
  /** The last event's time by the node's clock; 0 where there is none. */
  lastMs: number;
  /** Tasks that have ended, as its running events say. */
  ended: number;
  /** Reports that have been read, oldest first; the last one is how it stands. */
  reports: { event: RunEvent; report: BatchReport }[];
}

/** Every attempt that a submission or an event speaks of, lower attempts first. */
export function collectAttempts(facts: RunFacts): Attempt[] {
  const { count } = facts.manifest.batches;
  const attempts = new Map<number, Attempt>();
  const at = (batch: number, attempt: number): Attempt | null => {
    if (batch < 0 || batch >= count) return null;
    const id = batch * 2 ** 20 + attempt;
    let found = attempts.get(id);
    if (!found) {
      found = {
        batch,
        attempt,
        submission: null,
        element: 0,
        tasks: null,
        started: false,
        lastMs: 0,
        ended: 0,
        reports: [],
      };
      attempts.set(id, found);
    }
    return found;
  };
  for (const submission of facts.submissions) {
    submission.batches.forEach(({ batch, attempt, tasks }, index) => {
      const found = at(batch, attempt);
      if (found) Object.assign(found, { submission, element: index + 1, tasks: tasks ?? null });
    });
  }
  const seen = new Set<string>();
  for (const event of facts.events) {
    const found = seen.has(event.key) ? null : at(event.batch, event.attempt);
    if (!found) continue;
    seen.add(event.key);
    found.started = true;
    found.lastMs = Math.max(found.lastMs, event.ms);
    if (event.state === 'running') found.ended = Math.max(found.ended, event.count?.done ?? 0);
    const report = TERMINAL_STATES.includes(event.state) ? facts.reports.get(event.key) : undefined;
    if (report) found.reports.push({ event, report });
  }
  const sorted = [...attempts.values()].sort((a, b) => a.attempt - b.attempt || a.batch - b.batch);
  for (const { reports } of sorted)
    if (reports.length > 1) reports.sort((a, b) => a.event.ms - b.event.ms || (a.event.key < b.event.key ? -1 : 1));
  return sorted;
}

/** True where nothing will come of an attempt any more although it has not said so: only a scheduler that answered can tell. */
export function isGone({ submission, element, lastMs }: Attempt, { jobs, now }: RunFacts): boolean {
  if (!jobs) return false;
  // A node's clock may be ahead of ours: what it says of our future is no sign of life in it.
  const heard = lastMs > now ? 0 : lastMs;
  if (!submission) return now - heard > INTENT_GRACE;
  const elements = jobs.get(submission.job_name);
  if (!elements) return false;
  const grace = submission.job_ids.length > 0 || elements.size > 0 ? GONE_GRACE : INTENT_GRACE;
  if (now - Math.max(heard, Date.parse(submission.submitted_at)) < grace) return false;
  const state = elements.get(element);
  return state === undefined || state === 'ended' || state === 'failed' || state === 'lost';
}

export function elementRuns({ submission, element }: Attempt, { jobs }: RunFacts): boolean {
  return submission !== null && jobs?.get(submission.job_name)?.get(element) === 'running';
}
