import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ContractClient } from '#contract/index';
import type { RunStatus } from '#contract/run';
import type { Call } from '../call.ts';
import { type CommonOptions, does, verb } from '../command.ts';
import { count } from '../numbers.ts';
import { readText, usage } from '../read-file.ts';
import { describeStatus, statusLine } from './run-status.ts';

interface StartOptions extends CommonOptions {
  model: string;
  branches?: string;
  artifact?: string;
  code?: string;
  name?: string;
  generation?: 'current' | 'pandas2';
  psimulate?: '2.3.5' | '4.7.2';
  slots?: number;
  batchSize?: number;
  taskSeconds?: number;
  memoryMb?: number;
  wait?: boolean;
}

const GOES_ON = 'The sandbox goes on by itself for this run; `sandbox stop` ends it.';
const NOT_ALONE = 'The sandbox belongs to the app that is open: the run ends when that is closed.';

type StartInput = Parameters<ContractClient['run']['start']>[0];

export function startVerb(run: Command): void {
  const start = verb(
    run,
    'start',
    'Start a run; with --wait also see it to its end (exit code 1 when something is not done).',
    [
      'run start --model sample --wait',
      'run start --model model_specification.yaml --branches branches.yaml --artifact measles.hdf --code .',
    ],
  );
  start
    .requiredOption('--model <file>', 'the model specification, or `sample`')
    .option('--branches <file>', 'branches.yaml (the sample has its own)')
    .option('--artifact <path>', "the model's data: a file of this computer, which is uploaded, or an s3:// address")
    .option('--code <folder>', 'a checkout of the model, packed and uploaded')
    .option('--name <name>', "the model's name in the results (default: the file's)")
    .option('--slots <number>', 'worker processes at a time', count)
    .option('--batch-size <number>', 'tasks a batch', count)
    .option('--task-seconds <number>', 'expected seconds of one task, from which the batch size is chosen', count)
    .option('--memory-mb <number>', 'memory of a worker process', count)
    .addOption(start.createOption('--generation <name>', 'generation of vivarium').choices(['current', 'pandas2']))
    .addOption(
      start.createOption('--psimulate <version>', 'whose shuffles of draws and seeds').choices(['2.3.5', '4.7.2']),
    )
    .option('--wait', 'until nothing of it goes on; progress is shown meanwhile');
  does<StartOptions>(start, startRun);
}

async function startRun(call: Call, options: StartOptions): Promise<void> {
  const { client, output, where, until } = call;
  const sandbox = (await client.workspace.show({ name: where.workspace }, until)).kind === 'sandbox';
  if (sandbox) {
    const { detached } = await client.sandbox.start({ detached: !options.wait, python: true }, until);
    if (!options.wait) output.note(detached ? GOES_ON : NOT_ALONE);
  }
  const started = await client.run.start(await request(call, options), until);
  const ended = options.wait ? await toItsEnd(call, started) : started;
  output.answer(ended, describeStatus);
  if (options.wait && ended.state !== 'complete') output.exitWith(1);
}

/** Follows the run; one that the user interrupts is stopped, so that what is done is kept and known. */
async function toItsEnd({ client, output, where, until }: Call, started: RunStatus): Promise<RunStatus> {
  const one = { ...where, run: started.uri };
  let last = started;
  try {
    for await (const status of await client.run.watch(one, until)) {
      last = status;
      output.note(statusLine(status));
    }
  } finally {
    if (until.signal.aborted) {
      output.note('Stopping the run; what is done is kept. Ctrl-C again leaves at once.');
      await client.run.stop(one);
    }
  }
  until.signal.throwIfAborted();
  return last;
}

async function request(call: Call, options: StartOptions): Promise<StartInput> {
  const { psimulate, slots, batchSize, taskSeconds, memoryMb } = options;
  const model = options.model === 'sample' ? await sample(call, options) : await own(call, options);
  return {
    ...call.where,
    model,
    psimulate,
    slots,
    batch_size: batchSize,
    task_seconds: taskSeconds,
    memory_mb: memoryMb,
  };
}

async function sample(
  { client, where, until }: Call,
  { branches, name, generation }: StartOptions,
): Promise<StartInput['model']> {
  const found = (await client.run.samples(where, until))[0];
  if (!found) throw usage('This workspace has no sample model.', 'Use the workspace `sandbox`.');
  return {
    ...found,
    name: name ?? found.name,
    generation: generation ?? found.generation,
    branches: branches === undefined ? found.branches : await readText(branches),
  };
}

async function own({ client, where, until }: Call, options: StartOptions): Promise<StartInput['model']> {
  const { model, branches, artifact, code, name, generation } = options;
  if (branches === undefined) throw usage('A model of your own needs --branches FILE.');
  const specification = await readText(model);
  const branchesText = await readText(branches);
  const defaults = generation ?? (await client.workspace.show({ name: where.workspace }, until)).defaults.generation;
  const packed = code === undefined ? null : await client.code.put({ ...where, folder: resolve(code) }, until);
  return {
    name: name ?? basename(model).replace(/\.ya?ml$/, ''),
    specification,
    branches: branchesText,
    artifact: artifact === undefined ? null : await inStore(client, artifact, { where, until }),
    code: packed?.code ?? { kind: 'none' },
    generation: defaults,
  };
}

async function inStore(
  client: ContractClient,
  artifact: string,
  { where, until }: Pick<Call, 'where' | 'until'>,
): Promise<string> {
  if (artifact.startsWith('s3://')) return artifact;
  const { objects } = await client.data.upload({ ...where, paths: [resolve(artifact)] }, until);
  const [object] = objects;
  if (!object) throw usage(`${artifact} is no file.`);
  return object.uri;
}
