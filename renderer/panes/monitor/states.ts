import type { TaskState } from '#contract/run';

/** The order in which states are shown everywhere, and how they are called. */
export const STATES: readonly { state: TaskState; label: string }[] = [
  { state: 'done', label: 'Done' },
  { state: 'running', label: 'Running' },
  { state: 'failed', label: 'Failed' },
  { state: 'lost', label: 'Lost' },
  { state: 'queued', label: 'Queued' },
];
