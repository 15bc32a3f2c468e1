/** The formats a run keeps in its bucket (design: "What is stored"). The worker, resources/worker, writes and reads the same. */
import { z } from 'zod';
import { Checksum } from './data.ts';
import { S3Uri } from './s3-uri.ts';
import { Generation } from './workspace.ts';

export const CodeReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('archive'), uri: S3Uri, sha256: z.string() }),
  z.object({ kind: z.literal('git'), url: z.string(), commit: z.string() }),
]);
export type CodeReference = z.infer<typeof CodeReference>;

export const PsimulateVersion = z.enum(['2.3.5', '4.7.2']);
export type PsimulateVersion = z.infer<typeof PsimulateVersion>;

/** `run.json`: written once, before the first submission, never changed. */
export const RunManifest = z.object({
  format: z.literal(1),
  /** `<model>/<YYYY_MM_DD_HH_MM_SS>` */
  id: z.string(),
  uri: S3Uri,
  model: z.string(),
  created_at: z.iso.datetime(),
  generation: Generation,
  psimulate: PsimulateVersion,
  artifact: z.object({ uri: S3Uri, checksum: Checksum, size: z.number().int() }).nullable(),
  code: CodeReference,
  worker: z.object({ uri: S3Uri, sha256: z.string() }),
  resources: z.object({ memory_mb: z.number().int().positive(), task_seconds: z.number().positive().nullable() }),
  tasks: z.object({ total: z.number().int().positive() }),
  /** Batch b holds the tasks b*size to min(total, (b+1)*size) - 1. */
  batches: z.object({ size: z.number().int().positive(), count: z.number().int().positive() }),
});
export type RunManifest = z.infer<typeof RunManifest>;

/** `submissions/<epoch-ms>.json`: written before the scheduler is asked, again with its job ids after. */
export const Submission = z.object({
  format: z.literal(1),
  run: S3Uri,
  scheduler: z.enum(['local', 'slurm', 'sge']),
  job_name: z.string(),
  submitted_at: z.iso.datetime(),
  /** Array element i (from 1) runs batches[i - 1]; `tasks` absent means all of the batch. */
  batches: z.array(
    z.object({
      batch: z.number().int(),
      attempt: z.number().int().min(1),
      tasks: z.array(z.number().int()).optional(),
    }),
  ),
  /** Empty until the scheduler has answered. */
  job_ids: z.array(z.string()),
  /** When the user stopped it: what it had not begun then is not lost but not run. */
  cancelled_at: z.iso.datetime().nullish(),
});
export type Submission = z.infer<typeof Submission>;

export const EventState = z.enum(['started', 'running', 'finished', 'stopped', 'failed']);
export type EventState = z.infer<typeof EventState>;
/** No event of the same attempt follows one of these. */
export const TERMINAL_STATES: readonly EventState[] = ['finished', 'stopped', 'failed'];

/** What a failure is known by: `signature` is the same for the same cause, `title` says it in one line. */
export const TaskError = z.object({
  type: z.string(),
  message: z.string(),
  signature: z.string(),
  title: z.string(),
  traceback: z.string().nullish(),
});
export type TaskError = z.infer<typeof TaskError>;

/** Body of a terminal event. Its state and counts stand in its key too: see main/domain/run-layout. */
export const BatchReport = z.object({
  format: z.literal(1),
  batch: z.number().int(),
  attempt: z.number().int(),
  state: EventState,
  host: z.string().nullish(),
  started_at: z.string().nullish(),
  ended_at: z.string().nullish(),
  versions: z.record(z.string(), z.string().nullable()).default({}),
  tasks: z.array(
    z.object({
      task: z.number().int(),
      state: z.enum(['done', 'failed', 'not_run']),
      seconds: z.number().nullish(),
      peak_rss_mb: z.number().nullish(),
      error: TaskError.nullish(),
    }),
  ),
  /** Keys are relative to the run; `size` in bytes. */
  files: z.array(z.object({ metric: z.string(), key: z.string(), size: z.number().int(), rows: z.number().int() })),
  error: TaskError.nullish(),
});
export type BatchReport = z.infer<typeof BatchReport>;
