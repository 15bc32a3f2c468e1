import { TaskState, type RunStatus, type TaskRow } from '#contract/run';

/** Whether tasks and status tell the same counts. Pure. */
export function agree(tasks: readonly TaskRow[], status: RunStatus): boolean {
  const counts = countStates(tasks);
  return TaskState.options.every((state) => counts[state] === status[state]);
}

/** How many tasks are in each state. Pure. */
export function countStates(tasks: readonly TaskRow[]): Record<TaskState, number> {
  const counts: Record<TaskState, number> = { queued: 0, running: 0, done: 0, failed: 0, lost: 0 };
  for (const { state } of tasks) counts[state] += 1;
  return counts;
}
