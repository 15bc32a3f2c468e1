import type { BatchReport, RunManifest, Submission } from '#contract/run-record';
import type { RunEvent } from '../run-layout.ts';

/** What a scheduler says about one element of an array job; the words of the scheduler port. */
export type ElementFact = 'queued' | 'running' | 'held' | 'ended' | 'failed' | 'lost' | 'unknown';

/**
 * Job name -> element number (from 1) -> state. A name that was not asked for is absent; one that the scheduler no longer
 * knows has no elements.
 */
export type JobFacts = ReadonlyMap<string, ReadonlyMap<number, ElementFact>>;

/** All that is known of a run at a moment, in any order and with repetitions. */
export interface RunFacts {
  manifest: Pick<RunManifest, 'created_at' | 'tasks' | 'batches'>;
  submissions: readonly Submission[];
  events: readonly RunEvent[];
  /** Bodies of terminal events, by key. A terminal event whose body is not here has not been read yet and counts for nothing. */
  reports: ReadonlyMap<string, BatchReport>;
  /** Result files that are in the bucket: key relative to the run -> bytes. */
  files: ReadonlyMap<string, number>;
  /** Asked BEFORE the events were listed, so that the last words of an ended element are among them; null: could not be asked. */
  jobs: JobFacts | null;
  /** Milliseconds since 1970. */
  now: number;
}

/** After a sign of life, how long the scheduler's word that an element is gone is not yet believed, in milliseconds. */
export const GONE_GRACE = 5_000;
/** The same for a submission that has no job ids: another process may be waiting for the scheduler's answer. */
export const INTENT_GRACE = 60_000;
