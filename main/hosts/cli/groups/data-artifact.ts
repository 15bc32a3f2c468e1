import type { Command } from 'commander';
import { type CommonOptions, does, verb } from '../command.ts';
import { usage } from '../read-file.ts';
import { table } from '../table.ts';
import { address } from './data-copy.ts';

interface KeysOptions extends CommonOptions {
  search?: string;
}

/** keys, head and compare: data artifacts perused in place. */
export function addArtifactVerbs(data: Command): void {
  const keys = verb(data, 'keys <uri>', 'List the keys of a data artifact with their shapes and columns.', [
    'data keys s3://sandbox/vivarium/artifacts/sample.hdf --search measles',
  ]).option('--search <text>', 'only keys that have this in their name');
  does<KeysOptions>(keys, async ({ client, output, where, until }, { search = '' }, [uri = '']) => {
    const artifact = await client.data.artifact({ ...where, uri: address(uri) }, until);
    const found = artifact.keys.filter(({ key }) => key.toLowerCase().includes(search.toLowerCase()));
    output.answer({ uri: artifact.uri, keys: found }, ({ keys: all }) => {
      const rows = all.map(({ key, kind, rows: count, columns }) => [
        key,
        kind,
        count,
        columns.map(describe).join(', '),
      ]);
      return table(['key', 'kind', 'rows', 'columns'], rows);
    });
  });

  does(
    verb(data, 'head <uri> <key>', 'Show the first rows of a key; draws by their mean and 95% interval.', [
      'data head s3://sandbox/vivarium/artifacts/sample.hdf population.structure',
    ]),
    async ({ client, output, where, until }, _, [uri = '', name = '']) => {
      const { keys: all } = await client.data.artifact({ ...where, uri: address(uri) }, until);
      const key = all.find((each) => each.key === name || each.key.replaceAll('.', '/') === name);
      if (!key) throw usage(`The artifact has no key ${name}.`, 'List them with: data keys');
      output.answer(key, ({ kind, head, value }) =>
        kind === 'value' ? JSON.stringify(value, null, 2) : table(head.columns, head.rows),
      );
    },
  );

  does(
    verb(data, 'compare <uri> <other>', 'Say in which keys two artifacts differ; exit code 1 when they do.', [
      'data compare s3://sandbox/vivarium/artifacts/old.hdf s3://sandbox/vivarium/artifacts/new.hdf',
    ]),
    async ({ client, output, where, until }, _, [uri = '', other = '']) => {
      const input = { ...where, uri: address(uri), other: address(other) };
      const result = await client.data.compareArtifacts(input, until);
      output.answer(result, ({ differences }) =>
        differences.length === 0
          ? 'The same keys, shapes and first rows.'
          : table(
              ['key', 'change', 'detail'],
              differences.map((each) => [each.key, each.change, each.detail]),
            ),
      );
      if (result.differences.length > 0) output.exitWith(1);
    },
  );
}

function describe({ name, count }: { name: string; count: number }): string {
  return count > 1 ? `${name} … (${count})` : name;
}
