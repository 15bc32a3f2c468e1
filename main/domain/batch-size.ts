/** Work that one array element should hold: long enough that its start does not count, short enough to lose. */
const BATCH_SECONDS = 600;
/** Guess for a task of which nothing is known. */
const TASK_SECONDS = 60;
/** Elements a slot, at least, so that the slots end together. */
const ROUNDS = 3;
/** Slurm's MaxArraySize as ParallelCluster leaves it, less one. */
const MOST_BATCHES = 1000;

/** Tasks a batch: from how long a task takes (seconds; null: unknown) and how many run at once (null: unknown). */
export function batchSize({
  tasks,
  taskSeconds,
  slots,
}: {
  tasks: number;
  taskSeconds: number | null;
  slots: number | null;
}): number {
  const byTime = Math.round(BATCH_SECONDS / (taskSeconds ?? TASK_SECONDS));
  const bySlots = Math.floor(tasks / ((slots ?? 100) * ROUNDS));
  const bySchedulers = Math.ceil(tasks / MOST_BATCHES);
  return Math.max(1, bySchedulers, Math.min(byTime, bySlots));
}
