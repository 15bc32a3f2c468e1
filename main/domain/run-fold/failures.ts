import type { FailureGroup } from '#contract/run';
import type { BatchReport, TaskError } from '#contract/run-record';
import type { z } from 'zod';

export type FailureGroup = z.infer<typeof FailureGroup>;

/** Task numbers that a group names; its count is of all. */
const NAMED = 1000;

/** Failures by cause, the commonest first. */
export class FailureGroups {
  readonly #groups = new Map<string, { cause: TaskError; count: number; tasks: number[]; batches: Set<number> }>();

  add(task: number, batch: number, cause: TaskError): void {
    const group = this.#groups.get(cause.signature) ?? { cause, count: 0, tasks: [], batches: new Set() };
    this.#groups.set(cause.signature, group);
    group.count += 1;
    group.batches.add(batch);
    if (group.tasks.length < NAMED) group.tasks.push(task);
  }

  list(): FailureGroup[] {
    return [...this.#groups.values()]
      .map(({ tasks, batches, ...rest }) => ({
        ...rest,
        tasks: tasks.sort((a, b) => a - b),
        batches: [...batches].sort((a, b) => a - b),
      }))
      .sort((a, b) => b.count - a.count || (a.cause.signature < b.cause.signature ? -1 : 1));
  }
}

/** A task that its report calls done but whose rows cannot be read. */
export function missingResults(report: BatchReport, files: ReadonlyMap<string, number>): TaskError {
  const bad = report.files.find(({ key, size }) => files.get(key) !== size);
  return {
    type: 'ResultsMissing',
    message: bad
      ? `The result file ${bad.key} is ${files.has(bad.key) ? 'not the one that was reported' : 'not in the bucket'}.`
      : 'Another attempt stored the rows of some of the same tasks.',
    signature: bad ? 'results-missing' : 'results-overlap',
    title: bad ? 'Result files are missing or changed' : 'Results overlap those of another attempt',
  };
}

export const UNEXPLAINED: TaskError = {
  type: 'Unknown',
  message: 'The worker said that the task failed and gave no cause.',
  signature: 'unexplained',
  title: 'Failed without a cause',
};
