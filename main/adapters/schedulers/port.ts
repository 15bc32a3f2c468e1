import type { Command, CommandOutput } from '../shells/port.ts';

/** An array of `elements` runs of `argv`; each sees its number (from 1) in the scheduler's variable. */
export interface ArrayJob {
  /** Unique: a job of the same name is the same job, so a lost reply can be found again. */
  name: string;
  elements: number;
  /** How many may run at once; null: as many as fit. */
  slots: number | null;
  memoryMb: number;
  argv: readonly string[];
  env: Record<string, string>;
}

export type ElementState = 'queued' | 'running' | 'held' | 'ended' | 'failed' | 'lost' | 'unknown';

/** A job as the scheduler knows it: element number to state. */
export interface JobState {
  jobId: string;
  name: string;
  elements: Map<number, ElementState>;
}

/**
 * A scheduler: argument vectors out, text in; it runs nothing itself. `parse*` throw an AppError with the raw text where
 * it cannot be read. A job that a successful query does not list is one that the scheduler no longer knows.
 */
export interface Scheduler {
  readonly name: 'local' | 'slurm' | 'sge';
  submit(job: ArrayJob): Command;
  parseSubmit(output: CommandOutput): { jobIds: string[] };
  /** Asks for the jobs of these names. */
  query(names: readonly string[]): Command;
  parseQuery(output: CommandOutput): JobState[];
  cancel(jobIds: readonly string[]): Command;
}
