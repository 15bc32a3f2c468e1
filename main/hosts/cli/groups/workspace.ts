import type { Command } from 'commander';
import type { Workspace } from '#contract/workspace';
import { does, group, verb } from '../command.ts';
import { pairs, table } from '../table.ts';
import { addChanges } from './workspace-change.ts';

export function workspaceGroup(): Command {
  const workspace = group('workspace', 'Where studies live: bucket, region, credentials profile.');

  does(
    verb(workspace, 'list', 'List the workspaces; * is the current one.', ['workspace list']),
    async ({ client, output, until }) => {
      output.answer(await client.workspace.list(undefined, until), ({ current, workspaces }) =>
        table(
          ['', 'name', 'kind', 'region', 'bucket', 'prefix'],
          workspaces.map(({ name, kind, region, bucket, prefix }) => [
            name === current ? '*' : '',
            name,
            kind,
            region,
            bucket,
            prefix,
          ]),
        ),
      );
    },
  );

  const show = verb(workspace, 'show [name]', 'Show a workspace (default: the current one).', [
    'workspace show sandbox',
  ]);
  does(show, async ({ client, output, where, until }, _, [name = where.workspace]) => {
    output.answer(await client.workspace.show({ name }, until), describe);
  });

  const use = verb(workspace, 'use <name>', 'Make a workspace the current one.', ['workspace use sandbox']);
  does(use, async ({ client, output, until }, _, [name = '']) => {
    output.answer(await client.workspace.use({ name }, until), ({ name }) => `The current workspace is ${name}.`);
  });
  addChanges(workspace, describe);
  return workspace;
}

function describe({ name, kind, profile, region, bucket, prefix, endpoint, key_pair, defaults }: Workspace): string {
  return pairs([
    ['name', name],
    ['kind', kind],
    ['profile', profile],
    ['region', region],
    ['bucket', bucket],
    ['prefix', prefix],
    ['endpoint', endpoint],
    ['key pair', key_pair],
    ['generation', defaults.generation],
    ['slots', defaults.slots],
  ]);
}
