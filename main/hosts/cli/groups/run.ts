import type { Command } from 'commander';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { count, index } from '../numbers.ts';
import { readText } from '../read-file.ts';
import { table } from '../table.ts';
import { describeFailures, describeStatus, statusLine } from './run-status.ts';
import { startSandbox, startVerb } from './run-start.ts';

interface OneRun extends CommonOptions {
  run?: string;
}

interface PlanOptions extends CommonOptions {
  branches: string;
  model?: string;
  psimulate: '2.3.5' | '4.7.2';
}

export function runGroup(): Command {
  const run = group('run', 'Simulation runs.');
  planVerb(run);
  startVerb(run);

  does(verb(run, 'list', 'List the runs, newest first.', ['run list']), async ({ client, output, where, until }) => {
    output.answer(await client.run.list(where, until), (runs) =>
      runs.length === 0
        ? 'There is no run yet.'
        : table(
            ['run', 'tasks', 'created'],
            runs.map(({ id, tasks, created_at }) => [id, tasks, created_at]),
          ),
    );
  });

  ofRun(
    run,
    'status',
    'Say where a run stands.',
    ['run status', 'run status sample/2026_01_31_12_00_00 --json'],
    async ({ client, output, until }, input) => {
      output.answer(await client.run.status(input, until), describeStatus);
    },
  );

  ofRun(
    run,
    'watch',
    'Say where a run stands whenever that changes, until nothing of it goes on.',
    ['run watch'],
    async ({ client, output, until }, input) => {
      for await (const status of await client.run.watch(input, until)) output.item(status, statusLine);
    },
  );

  const restart = ofRun<OneRun & { slots?: number }>(
    run,
    'restart',
    'Run what is not done.',
    ['run restart', 'run restart --slots 4'],
    async (call, input, { slots }) => {
      await startSandbox(call, { stays: true });
      await call.client.run
        .restart({ ...input, slots }, call.until)
        .then((status) => call.output.answer(status, describeStatus));
    },
  );
  restart.option('--slots <number>', 'worker processes at a time', count);

  ofRun(run, 'stop', 'Stop a run; what is done stays.', ['run stop'], async ({ client, output, until }, input) => {
    output.answer(await client.run.stop(input, until), describeStatus);
  });

  const logs = ofRun<OneRun & { batch: number; attempt?: number }>(
    run,
    'logs',
    "Print a batch's log.",
    ['run logs --batch 3'],
    async (call, input, { batch, attempt }) => {
      call.output.answer(await call.client.run.logs({ ...input, batch, attempt }, call.until), ({ text }) =>
        text.trimEnd(),
      );
    },
  );
  logs
    .requiredOption('--batch <number>', 'its number, from 0', index)
    .option('--attempt <number>', 'default: the last one', count);

  ofRun(
    run,
    'failures',
    'List what failed, grouped by cause.',
    ['run failures'],
    async ({ client, output, until }, input) => {
      const { failures } = await client.run.status(input, until);
      output.answer(failures, describeFailures);
    },
  );

  ofRun(
    run,
    'tasks',
    'List the tasks with their state.',
    ['run tasks --json'],
    async ({ client, output, until }, input) => {
      output.answer(await client.run.tasks(input, until), (tasks) =>
        table(
          ['task', 'batch', 'state', 'draw', 'seed', 'branch', 'seconds'],
          tasks.map(({ task, batch, state, input_draw, random_seed, branch, seconds }) => [
            task,
            batch,
            state,
            input_draw,
            random_seed,
            JSON.stringify(branch),
            seconds,
          ]),
        ),
      );
    },
  );
  return run;
}

function planVerb(run: Command): void {
  const plan = verb(run, 'plan', 'List the tasks that a branches file makes, in the order of psimulate.', [
    'run plan --branches branches.yaml --json',
    'run plan --branches branches.yaml --psimulate 2.3.5',
  ]);
  plan
    .requiredOption('--branches <file>', 'branches.yaml')
    .option('--model <file>', 'the model specification, read for its own settings')
    .addOption(
      plan.createOption('--psimulate <version>', 'whose shuffles').choices(['2.3.5', '4.7.2']).default('4.7.2'),
    );
  does<PlanOptions>(plan, async ({ client, output, until }, { branches, model, psimulate }) => {
    const specification = model === undefined ? undefined : await readText(model);
    const answer = await client.run.plan({ branches: await readText(branches), specification, psimulate }, until);
    output.answer(answer, ({ counts, tasks }) =>
      [
        `${counts.tasks} tasks: ${counts.draws} draws x ${counts.seeds} seeds x ${counts.branches} branches`,
        table(
          ['draw', 'seed', 'branch'],
          tasks
            .slice(0, SHOWN)
            .map(({ input_draw, random_seed, branch }) => [input_draw, random_seed, JSON.stringify(branch)]),
        ),
        ...(tasks.length > SHOWN ? [`… and ${tasks.length - SHOWN} more; --json lists all.`] : []),
      ].join('\n'),
    );
  });
}

const SHOWN = 20;

type Work<O> = (
  call: Parameters<Parameters<typeof does>[1]>[0],
  input: { workspace?: string; run?: string },
  options: O,
) => Promise<void>;

/** A verb about one run, named as an argument or by --run. */
function ofRun<O extends OneRun>(
  run: Command,
  name: string,
  description: string,
  examples: string[],
  work: Work<O>,
): Command {
  const command = verb(run, `${name} [run]`, description, examples);
  command.option('--run <run>', 'id, stamp, s3:// address, or latest (the default)');
  return does<O>(command, (call, options, [named = options.run]) => work(call, { ...call.where, run: named }, options));
}
