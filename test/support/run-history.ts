import fc from 'fast-check';
import type { BatchReport, Submission } from '#contract/run-record';
import type { ElementFact, RunFacts } from '#main/domain/run-fold/facts';
import { eventKey, resultKey } from '#main/domain/run-layout';
import type { RunEvent } from '#main/domain/run-layout';
import { s3Uri } from '#main/domain/s3-uri';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
const RUN = s3Uri('bucket', 'vivarium/results/m/2026_11_23_11_00_00');

export function submission(batches: Submission['batches'], more: Partial<Submission> = {}): Submission {
  const submitted_at = new Date(NOW - 600_000).toISOString();
  return { format: 1, run: RUN, scheduler: 'local', job_name: 'job', submitted_at, batches, job_ids: ['1'], ...more };
}

export function event(
  batch: number,
  attempt: number,
  state: RunEvent['state'],
  count: [number, number] | null = null,
  ms = NOW - 300_000,
): RunEvent {
  const said = { ms, batch, attempt, state, count: count && { done: count[0], of: count[1] } };
  return { ...said, key: eventKey(said) };
}

type Outcome = BatchReport['tasks'][number];
export function report(
  batch: number,
  attempt: number,
  state: BatchReport['state'],
  tasks: Outcome[],
  more: Partial<BatchReport> = {},
): BatchReport {
  const done = tasks.filter((task) => task.state === 'done').length;
  const files =
    done > 0 ? [{ metric: 'deaths', key: resultKey('deaths', batch, attempt), size: 1000 + done, rows: done }] : [];
  return { format: 1, batch, attempt, state, versions: {}, tasks, files, ...more };
}

export const error = (signature: string) => ({ type: 'E', message: signature, signature, title: signature });

/** Four tasks, two a batch, unless told otherwise. */
export function facts(more: Partial<RunFacts> = {}): RunFacts {
  const manifest = {
    created_at: new Date(NOW - 3_600_000).toISOString(),
    tasks: { total: 4 },
    batches: { size: 2, count: 2 },
  };
  return {
    manifest,
    submissions: [],
    events: [],
    reports: new Map(),
    files: new Map(),
    jobs: new Map(),
    now: NOW,
    ...more,
  };
}

/** Any history, likely or not: attempts that overlap, events that contradict each other, files that are missing, clocks that disagree. */
export const anyHistory: fc.Arbitrary<RunFacts> = fc
  .record({ total: fc.integer({ min: 1, max: 30 }), size: fc.integer({ min: 1, max: 6 }) })
  .chain(({ total, size }) => {
    const count = Math.ceil(total / size);
    const batch = fc.integer({ min: 0, max: count });
    const attempt = fc.integer({ min: 1, max: 4 });
    const tasksOf = (b: number) => Array.from({ length: size }, (_, i) => b * size + i).filter((task) => task < total);
    const ms = fc.integer({ min: NOW - 3_600_000, max: NOW + 600_000 });
    const element = fc.constantFrom<ElementFact>('queued', 'running', 'held', 'ended', 'failed', 'lost', 'unknown');
    const submissions = fc.array(
      fc.record({
        entries: fc.array(
          fc.record({
            batch,
            attempt,
            some: fc.option(fc.array(fc.integer({ min: 0, max: total }), { maxLength: 6 })),
          }),
          { maxLength: 6 },
        ),
        ids: fc.boolean(),
        cancelled: fc.boolean(),
        at: ms,
      }),
      { maxLength: 5 },
    );
    const happenings = fc.array(
      fc.record({
        batch,
        attempt,
        ms,
        state: fc.constantFrom<RunEvent['state']>('started', 'running', 'finished', 'stopped', 'failed'),
        outcomes: fc.array(fc.constantFrom<Outcome['state']>('done', 'done', 'failed', 'not_run'), {
          minLength: 6,
          maxLength: 6,
        }),
        read: fc.integer({ min: 0, max: 9 }),
        stored: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength: 40 },
    );
    const jobs = fc.option(fc.array(fc.array(element, { maxLength: 6 }), { maxLength: 5 }));
    return fc.record({ submissions, happenings, jobs }).map((made) => {
      const reports = new Map<string, BatchReport>();
      const files = new Map<string, number>();
      const events = made.happenings.map(({ batch: b, attempt: a, state, ms: at, outcomes, read, stored }) => {
        const tasks = tasksOf(b).map((task, i) => ({
          task,
          state: outcomes[i] ?? 'not_run',
          error: outcomes[i] === 'failed' ? error(`s${task % 3}`) : null,
        }));
        const done = tasks.filter((task) => task.state === 'done').length;
        const said = event(b, a, state, state === 'started' ? null : [done, tasks.length], at);
        const body = report(b, a, state, tasks);
        if (state !== 'started' && state !== 'running' && read > 0) reports.set(said.key, body);
        if (stored > 0) for (const { key, size: bytes } of body.files) files.set(key, bytes);
        return said;
      });
      return facts({
        manifest: { created_at: new Date(NOW - 3_600_000).toISOString(), tasks: { total }, batches: { size, count } },
        submissions: made.submissions.map(({ entries, ids, cancelled, at }, i) =>
          submission(
            entries.map(({ some, ...entry }) => (some ? { ...entry, tasks: some } : entry)),
            {
              job_name: `job-${i}`,
              job_ids: ids ? [String(i)] : [],
              cancelled_at: cancelled ? new Date(NOW).toISOString() : null,
              submitted_at: new Date(at).toISOString(),
            },
          ),
        ),
        events,
        reports,
        files,
        jobs:
          made.jobs &&
          new Map(made.jobs.map((states, i) => [`job-${i}`, new Map(states.map((state, e) => [e + 1, state]))])),
      });
    });
  });
