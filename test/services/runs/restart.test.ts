import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunManifest } from '#contract/run-record';
import { isAppError } from '#main/domain/app-error';
import { foldRun } from '#main/domain/run-fold';
import type { RunFacts } from '#main/domain/run-fold/facts';
import { batchesToRestart } from '#main/services/runs/restart';
import { anyHistory, event, facts, report, submission } from '#test/support/run-history';

function seen(given: RunFacts, asked = given.jobs !== null) {
  const manifest = RunManifest.parse({
    ...given.manifest,
    format: 1,
    id: 'm/2026_11_23_11_00_00',
    uri: 's3://b/m',
    model: 'm',
    generation: 'current',
    psimulate: '4.7.2',
    artifact: null,
    code: { kind: 'none' },
    worker: { uri: 's3://b/w', sha256: 'x' },
    resources: { memory_mb: 1, task_seconds: null },
  });
  return { manifest, run: foldRun(given), asked };
}
const restart = (given: RunFacts) => batchesToRestart(seen(given), given.submissions);

describe('a restart', () => {
  const first = [
    submission([
      { batch: 0, attempt: 1 },
      { batch: 1, attempt: 1 },
    ]),
  ];
  const gone = new Map([['job', new Map()]]);

  it('takes whole batches without naming their tasks, others by the tasks that are left', () => {
    const body = report(0, 1, 'stopped', [
      { task: 0, state: 'done' },
      { task: 1, state: 'not_run' },
    ]);
    const said = event(0, 1, 'stopped', [1, 2]);
    const files = new Map(body.files.map(({ key, size }) => [key, size]));
    expect(
      restart(facts({ submissions: first, jobs: gone, events: [said], reports: new Map([[said.key, body]]), files })),
    ).toEqual([
      { batch: 0, attempt: 2, tasks: [1] },
      { batch: 1, attempt: 2 },
    ]);
  });

  it('is refused while all goes well', () => {
    const running = new Map([
      [
        'job',
        new Map([
          [1, 'running' as const],
          [2, 'queued' as const],
        ]),
      ],
    ]);
    expect(() => restart(facts({ submissions: first, jobs: running }))).toThrow(/still goes on/);
  });

  it('is refused where the scheduler cannot be asked', () => {
    expect(() => restart(facts({ submissions: first, jobs: null }))).toThrow(/could not be asked/);
  });

  it('of any history sends exactly what is neither done nor still going on, in attempts that are new', () => {
    fc.assert(
      fc.property(anyHistory, (given) => {
        const { run, manifest } = seen(given);
        let batches;
        try {
          batches = restart(given);
        } catch (error) {
          expect(isAppError(error)).toBe(true);
          expect(run.state).toBe('active');
          return;
        }
        const { size } = manifest.batches;
        const sent = batches.flatMap(
          ({ batch, tasks }) =>
            tasks ??
            Array.from({ length: Math.min(size, manifest.tasks.total - batch * size) }, (_, i) => batch * size + i),
        );
        const wanted = Array.from({ length: manifest.tasks.total }, (_, task) => task).filter(
          (task) => run.stateOf(task) !== 'done' && !run.open[task],
        );
        expect(sent).toEqual(wanted);
        const used = new Set(
          given.submissions.flatMap(({ batches: of }) => of.map(({ batch, attempt }) => `${batch} ${attempt}`)),
        );
        for (const { batch, attempt } of batches) expect(used.has(`${batch} ${attempt}`)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
