import type { RunStatus, RunSummary } from '#contract/run';
import type { RunManifest } from '#contract/run-record';
import type { Seen } from './view.ts';

export function summaryOf({ id, uri, model, created_at, tasks }: RunManifest): RunSummary {
  return { id, uri, model, created_at, tasks: tasks.total };
}

/** The contract's status of what was seen. */
export function statusOf({ manifest, run, asked }: Seen): RunStatus {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    ...summaryOf(manifest),
    total: manifest.tasks.total,
    ...run.counts,
    state: run.state,
    scheduler_asked: asked,
    tasks_per_minute: run.tasksPerMinute === null ? null : Number(run.tasksPerMinute.toPrecision(3)),
    seconds_left: run.secondsLeft === null ? null : Math.round(run.secondsLeft),
    started_at: at(run.startedMs),
    ended_at: at(run.endedMs),
    failures: run.failures,
    observed_at: new Date().toISOString(),
  };
}
