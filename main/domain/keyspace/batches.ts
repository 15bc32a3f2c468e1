/** What decides how many tasks one batch (one element of a scheduler's array) runs after one another. */
export interface BatchOptions {
  /** How many tasks there are. */
  tasks: number;
  /** How many batches can run at the same time. Default 1. */
  slots?: number;
  /** Expected seconds for one task, from the test job or an earlier run; unknown: 60. */
  taskSeconds?: number;
  /** How long a batch should take, in seconds. Default 900. */
  targetSeconds?: number;
  /** The most batches that a run may have. Default 10,000. */
  maxBatches?: number;
}

/** The tasks `first` to `end - 1` of a run's list. */
export interface BatchRange {
  batch: number;
  first: number;
  end: number;
}

const DEFAULT_TASK_SECONDS = 60;
const DEFAULT_TARGET_SECONDS = 900;
const DEFAULT_MAX_BATCHES = 10_000;

/**
 * Tasks per batch, K. Long batches make results files of useful size and few scheduler elements; short ones lose little
 * when a node goes, and fill every slot. With N tasks, S slots and at most B batches:
 *
 *     byTime  = floor(targetSeconds / taskSeconds)   a batch takes about the target
 *     bySlots = ceil(N / (S - 1)) - 1                the largest K for which ceil(N / K) >= S: no slot stays empty
 *     byLimit = ceil(N / B)                          the smallest K for which ceil(N / K) <= B
 *     K       = max(1, byLimit, min(byTime, bySlots))
 */
export function tasksPerBatch(options: BatchOptions): number {
  const { tasks, slots = 1, taskSeconds = DEFAULT_TASK_SECONDS } = options;
  const { targetSeconds = DEFAULT_TARGET_SECONDS, maxBatches = DEFAULT_MAX_BATCHES } = options;
  requireAtLeast('tasks', tasks, 0);
  requireAtLeast('slots', slots, 1);
  requireAtLeast('maxBatches', maxBatches, 1);
  if (!(taskSeconds > 0)) throw new RangeError(`Expected \`taskSeconds\` to be above 0, got ${taskSeconds}`);
  if (!(targetSeconds > 0)) throw new RangeError(`Expected \`targetSeconds\` to be above 0, got ${targetSeconds}`);
  const byTime = Math.floor(targetSeconds / taskSeconds);
  const bySlots = slots === 1 ? tasks : Math.ceil(tasks / (slots - 1)) - 1;
  const byLimit = Math.ceil(tasks / maxBatches);
  return Math.max(1, byLimit, Math.min(byTime, bySlots));
}

/** The batches of `tasks` tasks by `perBatch`: each task in exactly one, in order, only the last one may be shorter. */
export function batchRanges(tasks: number, perBatch: number): BatchRange[] {
  requireAtLeast('tasks', tasks, 0);
  requireAtLeast('perBatch', perBatch, 1);
  return Array.from({ length: Math.ceil(tasks / perBatch) }, (_, batch) => ({
    batch,
    first: batch * perBatch,
    end: Math.min(tasks, (batch + 1) * perBatch),
  }));
}

/** The batch that runs a task, both counted from 0. */
export function batchOf(task: number, perBatch: number): number {
  requireAtLeast('task', task, 0);
  requireAtLeast('perBatch', perBatch, 1);
  return Math.floor(task / perBatch);
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`Expected \`${name}\` to be a whole number from ${least} up, got ${value}`);
  }
}
