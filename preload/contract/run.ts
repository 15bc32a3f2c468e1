import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CodeReference, PsimulateVersion, TaskError } from './run-record.ts';
import { S3Uri } from './s3-uri.ts';
import { Generation, InWorkspace } from './workspace.ts';

/** A run by its id (`model/stamp`), its stamp, its s3:// address, or `latest`. */
export const RunReference = z.string().min(1).default('latest');
const OneRun = InWorkspace.extend({ run: RunReference });

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const BranchConfiguration = z.record(z.string(), z.json()) as z.ZodType<{ [key: string]: Json }>;
export type BranchConfiguration = z.infer<typeof BranchConfiguration>;

/** One simulation: `branch` is the nested configuration laid over the model specification. */
export const PlannedTask = z.object({
  input_draw: z.number().int(),
  random_seed: z.number().int(),
  branch: BranchConfiguration,
});
export type PlannedTask = z.infer<typeof PlannedTask>;

export const RunPlan = z.object({
  tasks: z.array(PlannedTask),
  counts: z.object({
    draws: z.number().int(),
    seeds: z.number().int(),
    branches: z.number().int(),
    tasks: z.number().int(),
  }),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** Texts of what a run is made of. `sample` comes with the app. */
export const ModelSource = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'Letters, digits, dot, dash and underscore, at most 63'),
  specification: z.string(),
  branches: z.string(),
  artifact: S3Uri.nullable(),
  code: CodeReference,
  generation: Generation,
});
export type ModelSource = z.infer<typeof ModelSource>;

export const StartRequest = InWorkspace.extend({
  model: ModelSource,
  psimulate: PsimulateVersion.default('4.7.2'),
  /** Worker processes at a time; default: the cores of this computer, or the workspace's setting. */
  slots: z.number().int().positive().optional(),
  /** Tasks a batch; default: chosen from `task_seconds`. */
  batch_size: z.number().int().positive().optional(),
  /** Expected seconds of one task, where known. */
  task_seconds: z.number().positive().optional(),
  memory_mb: z.number().int().positive().default(1024),
});

export const TaskState = z.enum(['queued', 'running', 'done', 'failed', 'lost']);
export type TaskState = z.infer<typeof TaskState>;

export const FailureGroup = z.object({
  cause: TaskError,
  count: z.number().int(),
  tasks: z.array(z.number().int()),
  batches: z.array(z.number().int()),
});

export const RunSummary = z.object({
  id: z.string(),
  uri: S3Uri,
  model: z.string(),
  created_at: z.iso.datetime(),
  tasks: z.number().int(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** Where a run stands. The five task counts add up to `total`. */
export const RunStatus = RunSummary.extend({
  total: z.number().int(),
  done: z.number().int(),
  running: z.number().int(),
  queued: z.number().int(),
  failed: z.number().int(),
  lost: z.number().int(),
  /** `active`: work is queued or running; `complete`: every task done; `incomplete`: nothing goes on and something is not done. */
  state: z.enum(['active', 'complete', 'incomplete']),
  /** False when the scheduler could not be asked: then no task was called lost. */
  scheduler_asked: z.boolean(),
  tasks_per_minute: z.number().nullable(),
  seconds_left: z.number().nullable(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  failures: z.array(FailureGroup),
  observed_at: z.iso.datetime(),
});
export type RunStatus = z.infer<typeof RunStatus>;

export const TaskRow = PlannedTask.extend({
  task: z.number().int(),
  batch: z.number().int(),
  attempt: z.number().int().nullable(),
  state: TaskState,
  seconds: z.number().nullable(),
  peak_rss_mb: z.number().nullable(),
});
export type TaskRow = z.infer<typeof TaskRow>;

export const run = {
  /** The models that come with the app, ready to start. */
  samples: oc.input(InWorkspace).output(z.array(ModelSource)),
  plan: oc
    .input(
      z.object({
        branches: z.string(),
        specification: z.string().optional(),
        psimulate: PsimulateVersion.default('4.7.2'),
      }),
    )
    .output(RunPlan),
  /** Writes the run's record, then submits it. */
  start: oc.input(StartRequest).output(RunStatus),
  list: oc.input(InWorkspace).output(z.array(RunSummary)),
  status: oc.input(OneRun).output(RunStatus),
  tasks: oc.input(OneRun).output(z.array(TaskRow)),
  /** The status now and whenever it changes, until nothing of the run goes on. */
  watch: oc.input(OneRun).output(eventIterator(RunStatus)),
  /** Submits what is not done: lost, failed and never run tasks. */
  restart: oc.input(OneRun.extend({ slots: z.number().int().positive().optional() })).output(RunStatus),
  stop: oc.input(OneRun).output(RunStatus),
  logs: oc
    .input(OneRun.extend({ batch: z.number().int(), attempt: z.number().int().optional() }))
    .output(z.object({ batch: z.number().int(), attempt: z.number().int(), text: z.string() })),
};
