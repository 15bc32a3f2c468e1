/** Where everything of a run lies, relative to the run's own folder in S3 (design: "What is stored"). */
import { EventState } from '#contract/run-record';

export const RUN_FILES = {
  manifest: 'run.json',
  tasks: 'tasks.parquet',
  specification: 'model_specification.yaml',
  branches: 'branches.yaml',
  keyspace: 'keyspace.yaml',
  finished: 'finished_sim_metadata.csv',
} as const;

export const RUN_FOLDERS = {
  events: 'events/',
  submissions: 'submissions/',
  results: 'results/',
  logs: 'logs/',
} as const;

/** What the key of an event says. `count` is of tasks: ended so far (running), done (terminal); null for `started`. */
export interface RunEvent {
  /** Relative to the run. */
  key: string;
  /** The node's clock, milliseconds since 1970. */
  ms: number;
  batch: number;
  attempt: number;
  state: EventState;
  count: { done: number; of: number } | null;
}

const EVENT = /^events\/(\d{13})-(\d{4,9})-([1-9]\d{0,5})-([a-z]+)(?:-(\d{1,9})of(\d{1,9}))?$/;

export function eventKey({ ms, batch, attempt, state, count }: Omit<RunEvent, 'key'>): string {
  const counts = count ? `-${count.done}of${count.of}` : '';
  return `${RUN_FOLDERS.events}${stamp13(ms)}-${batchName(batch)}-${attempt}-${state}${counts}`;
}

/** Null for whatever is not an event in its one spelling: such keys are left alone, never guessed at. */
export function parseEventKey(key: string): RunEvent | null {
  const match = EVENT.exec(key);
  if (!match) return null;
  const [, ms, batch, attempt, word, done, of] = match;
  const state = EventState.safeParse(word);
  if (!state.success || (state.data === 'started') !== (done === undefined)) return null;
  const count = done === undefined ? null : { done: Number(done), of: Number(of) };
  if (count && count.done > count.of) return null;
  const event = { key, ms: Number(ms), batch: Number(batch), attempt: Number(attempt), state: state.data, count };
  return eventKey(event) === key ? event : null;
}

/** Sorts before every event of `ms` or later: where a listing can begin. */
export function eventsFrom(ms: number): string {
  return `${RUN_FOLDERS.events}${stamp13(Math.max(0, ms))}`;
}

export function submissionKey(ms: number): string {
  return `${RUN_FOLDERS.submissions}${stamp13(ms)}.json`;
}

/** Milliseconds since 1970 that a submission's key says; null where it is no submission. */
export function parseSubmissionKey(key: string): number | null {
  const match = /^submissions\/(\d{13})\.json$/.exec(key);
  return match ? Number(match[1]) : null;
}

export function resultKey(metric: string, batch: number, attempt: number): string {
  return `${RUN_FOLDERS.results}${metric}/${batchName(batch)}${attempt > 1 ? `.r${attempt}` : ''}.parquet`;
}

export function logFolder(batch: number): string {
  return `${RUN_FOLDERS.logs}${batchName(batch)}/`;
}

export function logKey(batch: number, attempt: number): string {
  return `${logFolder(batch)}${attempt}.log`;
}

export function parseLogKey(key: string): { batch: number; attempt: number } | null {
  const match = /^logs\/(\d{4,9})\/([1-9]\d{0,5})\.log$/.exec(key);
  if (!match) return null;
  const log = { batch: Number(match[1]), attempt: Number(match[2]) };
  return logKey(log.batch, log.attempt) === key ? log : null;
}

function stamp13(ms: number): string {
  return String(Math.trunc(ms)).padStart(13, '0');
}

function batchName(batch: number): string {
  return String(batch).padStart(4, '0');
}
