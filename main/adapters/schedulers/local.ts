import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseJsonAnswer } from './answer.ts';
import type { ElementState, Scheduler } from './port.ts';

export interface LocalSchedulerOptions {
  /** Any Python 3: the scheduler needs its standard library only. */
  python: string;
  /** resources/local-scheduler/vivarium_local.py */
  script: string;
  /** Folder of its jobs' state. */
  jobsDir: string;
  /** The jobs end when this process does; null: they go on by themselves. */
  watchPid: () => number | null;
}

/** The states of vivarium_local.py in our words; what is not here is `unknown`. */
const STATES: ReadonlyMap<string, ElementState> = new Map([
  ['queued', 'queued'],
  ['running', 'running'],
  ['ended', 'ended'],
  ['failed', 'failed'],
  ['cancelled', 'ended'],
  ['lost', 'lost'],
]);

const Submitted = z.object({ job_id: z.string().min(1) });
const Jobs = z.array(
  z.object({ job_id: z.string(), name: z.string(), elements: z.record(z.string().regex(/^\d+$/), z.string()) }),
);

/** The scheduler that comes with the app, for this computer. */
export function createLocalScheduler({ python, script, jobsDir, watchPid }: LocalSchedulerOptions): Scheduler {
  const command = (verb: string, ...rest: string[]) => [python, script, verb, '--jobs-dir', jobsDir, ...rest];
  return {
    name: 'local',
    submit({ name, elements, slots, argv, env }) {
      const pid = watchPid();
      const watch = pid === null ? [] : ['--watch-pid', String(pid)];
      const size = ['--elements', String(elements), '--slots', String(slots ?? availableParallelism())];
      return { argv: [...command('submit', '--name', name, ...size, ...watch), '--', ...argv], env };
    },
    parseSubmit: (output) => ({
      jobIds: [parseJsonAnswer(output, Submitted, 'submitting to the local scheduler').job_id],
    }),
    query: (names) => ({ argv: command('status', ...names.flatMap((name) => ['--name', name])) }),
    parseQuery: (output) =>
      parseJsonAnswer(output, Jobs, 'asking the local scheduler').map(({ job_id, name, elements }) => ({
        jobId: job_id,
        name,
        elements: new Map(
          Object.entries(elements).map(([element, state]) => [Number(element), STATES.get(state) ?? 'unknown']),
        ),
      })),
    cancel: (jobIds) => ({ argv: command('cancel', ...jobIds) }),
  };
}
