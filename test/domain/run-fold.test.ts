import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldRun } from '#main/domain/run-fold';
import type { RunFacts } from '#main/domain/run-fold/facts';
import { anyHistory, error, event, facts, NOW, report, submission } from '#test/support/run-history';

const both = submission([
  { batch: 0, attempt: 1 },
  { batch: 1, attempt: 1 },
]);
const running = new Map([
  [
    'job',
    new Map([
      [1, 'running' as const],
      [2, 'queued' as const],
    ]),
  ],
]);
const gone = new Map([['job', new Map()]]);
const done = (task: number) => ({ task, state: 'done' as const });
const states = (given: RunFacts) => {
  const run = foldRun(given);
  return [0, 1, 2, 3].map((task) => run.stateOf(task)).join(' ');
};

/** Facts with one report read, its files there in the size it gives. */
function withReport(body: ReturnType<typeof report>, more: Partial<RunFacts> = {}, ms?: number): RunFacts {
  const of = body.tasks.length;
  const said = event(
    body.batch,
    body.attempt,
    body.state,
    [body.tasks.filter(({ state }) => state === 'done').length, of],
    ms,
  );
  return facts({
    submissions: [both],
    jobs: running,
    ...more,
    events: [...(more.events ?? []), said],
    reports: new Map([...(more.reports ?? []), [said.key, body]]),
    files: more.files ?? new Map(body.files.map(({ key, size }) => [key, size])),
  });
}

describe('a task is', () => {
  it('queued before anything is heard', () => {
    expect(
      states(
        facts({
          submissions: [both],
          jobs: new Map([
            [
              'job',
              new Map([
                [1, 'queued'],
                [2, 'queued'],
              ]),
            ],
          ]),
        }),
      ),
    ).toBe('queued queued queued queued');
  });

  it('running when its batch has got to it, in order', () => {
    expect(states(facts({ submissions: [both], jobs: running, events: [event(0, 1, 'started')] }))).toBe(
      'running queued queued queued',
    );
    expect(states(facts({ submissions: [both], jobs: running, events: [event(0, 1, 'running', [1, 2])] }))).toBe(
      'running running queued queued',
    );
  });

  it('running when only the scheduler says that its batch does', () => {
    expect(states(facts({ submissions: [both], jobs: running }))).toBe('running queued queued queued');
  });

  it('done when a terminal event names it and its files are there', () => {
    expect(states(withReport(report(0, 1, 'finished', [done(0), done(1)])))).toBe('done done queued queued');
  });

  it.each([
    ['is missing', new Map()],
    ['has another size', new Map([['results/deaths/0000.parquet', 5]])],
  ])('failed, not done, when a file that was reported %s', (_, files) => {
    const run = foldRun(withReport(report(0, 1, 'finished', [done(0), done(1)]), { files }));
    expect(run.counts).toEqual({ queued: 2, running: 0, done: 0, failed: 2, lost: 0 });
    expect(run.failures[0]?.cause.signature).toBe('results-missing');
  });

  it('not judged by a terminal event whose body has not been read', () => {
    expect(states(facts({ submissions: [both], jobs: running, events: [event(0, 1, 'finished', [2, 2])] }))).toBe(
      'running queued queued queued',
    );
  });

  it('failed when its last attempt failed, and the others of its batch are not', () => {
    const run = foldRun(
      withReport(report(0, 1, 'finished', [done(0), { task: 1, state: 'failed', error: error('x') }])),
    );
    expect(run.failures).toEqual([{ cause: error('x'), count: 1, tasks: [1], batches: [0] }]);
    expect(run.counts).toMatchObject({ done: 1, failed: 1 });
  });

  it('failed when its batch could not run', () => {
    const tasks = [0, 1].map((task) => ({ task, state: 'not_run' as const }));
    const run = foldRun(withReport(report(0, 1, 'failed', tasks, { error: error('no-module') })));
    expect(run.failures).toEqual([{ cause: error('no-module'), count: 2, tasks: [0, 1], batches: [0] }]);
  });

  it('queued, and the run not active, when it was stopped before its turn', () => {
    const stopped = withReport(report(0, 1, 'stopped', [done(0), { task: 1, state: 'not_run' }]), {
      jobs: gone,
      submissions: [{ ...both, cancelled_at: new Date(NOW).toISOString() }],
    });
    expect(states(stopped)).toBe('done queued queued queued');
    expect(foldRun(stopped).state).toBe('incomplete');
  });

  it('lost when the scheduler no longer has its unfinished attempt', () => {
    const run = foldRun(facts({ submissions: [both], jobs: gone, events: [event(0, 1, 'started')] }));
    expect(run.counts.lost).toBe(4);
    expect(run.state).toBe('incomplete');
  });

  it.each(['ended', 'failed', 'lost'] as const)('lost when its element is %s without a last word', (state) => {
    expect(
      states(
        facts({
          submissions: [both],
          jobs: new Map([
            [
              'job',
              new Map([
                [1, state],
                [2, 'held' as const],
              ]),
            ],
          ]),
        }),
      ),
    ).toBe('lost lost queued queued');
  });

  it.each([
    ['the scheduler could not be asked', { jobs: null }],
    ['the scheduler was asked about other jobs', { jobs: new Map() }],
    [
      'its last sign of life is fresh',
      { jobs: gone, events: [event(0, 1, 'started', null, NOW - 1000), event(1, 1, 'started', null, NOW - 1000)] },
    ],
    [
      'it was submitted just now',
      { jobs: gone, submissions: [{ ...both, submitted_at: new Date(NOW - 1000).toISOString() }] },
    ],
    [
      'its submission may still be under way',
      { jobs: gone, submissions: [{ ...both, job_ids: [], submitted_at: new Date(NOW - 30_000).toISOString() }] },
    ],
  ])('not lost when %s', (_, more) => {
    const run = foldRun(facts({ submissions: [both], ...more }));
    expect(run.counts.lost).toBe(0);
    expect(run.state).toBe('active');
  });

  it('lost when its submission never reached the scheduler', () => {
    expect(foldRun(facts({ submissions: [{ ...both, job_ids: [] }], jobs: gone })).counts.lost).toBe(4);
  });
});

describe('attempts', () => {
  const again = submission([{ batch: 0, attempt: 2, tasks: [1] }], { job_name: 'job-2', job_ids: ['2'] });
  const first = report(0, 1, 'finished', [done(0), { task: 1, state: 'failed', error: error('x') }]);

  it('a later one takes a failed task over', () => {
    const run = foldRun(
      withReport(first, {
        submissions: [both, again],
        jobs: new Map([...running, ['job-2', new Map([[1, 'queued' as const]])]]),
      }),
    );
    expect(run.counts).toMatchObject({ done: 1, failed: 0, queued: 3 });
    expect(run.failures).toEqual([]);
  });

  it('both results are read when each has its own tasks', () => {
    const second = report(0, 2, 'finished', [done(1)]);
    const files = new Map([...first.files, ...second.files].map(({ key, size }) => [key, size]));
    const before = withReport(first, { submissions: [both, again] });
    const run = foldRun(withReport(second, { ...before, files }));
    expect([...run.attempts].slice(0, 2)).toEqual([1, 2]);
    expect(run.stored.map(({ report: { attempt } }) => attempt).sort()).toEqual([1, 2]);
  });

  it('rows of a task are read once when an attempt that was thought lost ends after all', () => {
    const whole = submission([{ batch: 0, attempt: 2 }], { job_name: 'job-2' });
    const one = report(0, 1, 'stopped', [done(0), { task: 1, state: 'not_run' }]);
    const two = report(0, 2, 'finished', [done(0), done(1)]);
    const files = new Map([...one.files, ...two.files].map(({ key, size }) => [key, size]));
    const run = foldRun(withReport(one, { ...withReport(two, { submissions: [both, whole] }), files }));
    expect(run.stored.map(({ report: { attempt } }) => attempt)).toEqual([2]);
    expect(run.counts.done).toBe(2);
  });
});

describe('whatever the history', () => {
  const check = (property: (given: RunFacts) => void, numRuns = 400) =>
    fc.assert(fc.property(anyHistory, property), { numRuns });

  it('the counts add up and agree with the tasks', () => {
    check((given) => {
      const run = foldRun(given);
      const { total } = given.manifest.tasks;
      const counted = { queued: 0, running: 0, done: 0, failed: 0, lost: 0 };
      for (let task = 0; task < total; task += 1) counted[run.stateOf(task)] += 1;
      expect(run.counts).toEqual(counted);
      expect(Object.values(counted).reduce((a, b) => a + b)).toBe(total);
      expect(run.failures.reduce((sum, { count }) => sum + count, 0)).toBe(counted.failed);
      expect(run.state === 'complete').toBe(counted.done === total);
    });
  });

  it('no task is lost while the scheduler cannot be asked', () => {
    check((given) => {
      expect(foldRun({ ...given, jobs: null }).counts.lost).toBe(0);
    });
  });

  it('done never decreases as events come in', () => {
    check((given) => {
      let before = 0;
      for (let known = 0; known <= given.events.length; known += 1) {
        const { done: now } = foldRun({ ...given, events: given.events.slice(0, known) }).counts;
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }, 150);
  });

  it('order and repetition of events change nothing', () => {
    check((given) => {
      const shown = (events: RunFacts['events']) => {
        const { counts, state, failures } = foldRun({ ...given, events });
        return { counts, state, signatures: failures.map(({ cause, count }) => `${cause.signature} ${count}`) };
      };
      expect(shown([...given.events, ...given.events].reverse())).toEqual(shown(given.events));
    });
  });

  it('the files of the done tasks hold each of them once', () => {
    check((given) => {
      const run = foldRun(given);
      const tasks = run.stored.flatMap((stored) => stored.tasks);
      expect(new Set(tasks).size).toBe(tasks.length);
      expect(tasks.length).toBe(run.counts.done);
      for (const { report: body } of run.stored)
        for (const { key, size } of body.files) expect(given.files.get(key)).toBe(size);
    });
  });
});

describe('pace', () => {
  it('comes from recent ends, and tells the time left', () => {
    const events = [0, 1, 2, 3].map((k) =>
      event(0, 1, k === 0 ? 'started' : 'running', k === 0 ? null : [k, 6], NOW - (3 - k) * 60_000),
    );
    const manifest = { created_at: new Date(NOW).toISOString(), tasks: { total: 6 }, batches: { size: 6, count: 1 } };
    const run = foldRun(
      facts({ manifest, events, submissions: [submission([{ batch: 0, attempt: 1 }])], jobs: running }),
    );
    expect(run.tasksPerMinute).toBeCloseTo(1, 9);
    expect(run.secondsLeft).toBeCloseTo(180, 9);
  });

  it('is unknown while nothing has ended', () => {
    expect(
      foldRun(facts({ submissions: [both], jobs: running, events: [event(0, 1, 'started')] })).tasksPerMinute,
    ).toBeNull();
  });
});

it('100,000 tasks are folded in well under a second', () => {
  const size = 100;
  const batches = Array.from({ length: 1000 }, (_, batch) => ({ batch, attempt: 1 }));
  const bodies = batches.map(({ batch }) =>
    report(
      batch,
      1,
      'finished',
      Array.from({ length: size }, (_, i) => done(batch * size + i)),
    ),
  );
  const ends = batches.map(({ batch }) => event(batch, 1, 'finished', [size, size]));
  const steps = batches.flatMap(({ batch }) =>
    Array.from({ length: size }, (_, k) => event(batch, 1, 'running', [k + 1, size], NOW - k)),
  );
  const given = facts({
    manifest: { created_at: new Date(NOW).toISOString(), tasks: { total: 100_000 }, batches: { size, count: 1000 } },
    submissions: [submission(batches)],
    events: [...steps, ...ends],
    reports: new Map(ends.map(({ key }, i) => [key, bodies[i] ?? report(0, 1, 'failed', [])])),
    files: new Map(bodies.flatMap(({ files }) => files.map(({ key, size: bytes }) => [key, bytes]))),
  });
  const began = performance.now();
  expect(foldRun(given).counts.done).toBe(100_000);
  const elapsed = performance.now() - began;
  console.log(`fold of 101,000 events: ${elapsed.toFixed(0)} ms`);
  expect(elapsed).toBeLessThan(2000);
});
