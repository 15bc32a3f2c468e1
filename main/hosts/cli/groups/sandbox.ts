import type { Command } from 'commander';
import type { SandboxStatus } from '#contract/sandbox';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { confirmed } from '../output.ts';
import { pairs } from '../table.ts';

interface StartOptions extends CommonOptions {
  python: boolean;
}

interface ResetOptions extends CommonOptions {
  yes?: boolean;
}

export function sandboxGroup(): Command {
  const sandbox = group('sandbox', 'A workspace on this computer, with a real S3 server and a sample model.');

  const start = verb(sandbox, 'start', 'Start it and leave it on; the first time its parts are installed.', [
    'sandbox start',
    'sandbox start --json',
  ]);
  start.option('--no-python', 'without the Python environment that runs need');
  does<StartOptions>(start, async ({ client, output, until }, { python }) => {
    output.answer(await client.sandbox.start({ detached: true, python }, until), describe);
  });

  does(verb(sandbox, 'stop', 'Stop it; its data stays.', ['sandbox stop']), async ({ client, output, until }) => {
    output.answer(await client.sandbox.stop(undefined, until), describe);
  });

  does(
    verb(sandbox, 'status', 'Say whether it runs and what it has.', ['sandbox status --json']),
    async ({ client, output, until }) => {
      output.answer(await client.sandbox.status(undefined, until), describe);
    },
  );

  const reset = verb(sandbox, 'reset', 'Stop it and delete its data: runs, uploads, results.', ['sandbox reset --yes']);
  reset.option('--yes', 'do not ask');
  does<ResetOptions>(reset, async ({ client, output, until }, { yes }) => {
    if (!yes && !(await confirmed('Delete everything that is in the sandbox?')))
      return output.note('Nothing was deleted.');
    output.answer(await client.sandbox.reset(undefined, until), describe);
  });
  return sandbox;
}

function describe(status: SandboxStatus): string {
  const { state, server, endpoint, bucket, prefix, data_folder, detached, python, sample_ready } = status;
  return pairs([
    ['state', state === 'running' ? `running${detached ? ', goes on by itself' : ''}` : state],
    ['server', server],
    ['endpoint', endpoint],
    ['root', `s3://${bucket}/${prefix}`],
    ['data', data_folder],
    ['python', python.version === null ? 'not found' : `${python.version} (${python.interpreter})`],
    ['vivarium', python.environment_ready ? 'installed' : 'not installed yet'],
    ['sample', sample_ready ? 'there' : 'not there yet'],
  ]);
}
