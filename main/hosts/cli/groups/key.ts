import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { KeyPair } from '#contract/key';
import { type CommonOptions, does, group, list, verb } from '../command.ts';
import { table } from '../table.ts';

interface CreateOptions extends CommonOptions {
  type: 'ed25519' | 'rsa';
  out?: string;
}
interface MatchOptions extends CommonOptions {
  regions?: string[];
}

export function keyGroup(): Command {
  const key = group('key', "EC2 key pairs in the workspace's region.");

  does(
    verb(key, 'list', 'List the key pairs, each with the private key of this computer that fits.', ['key list']),
    async ({ client, output, where, until }) => {
      output.answer(await client.key.list(where, until), (pairs) =>
        pairs.length === 0 ? 'There are no key pairs in this region.' : describe(pairs),
      );
    },
  );

  const create = verb(key, 'create <name>', 'Make a key pair; its private key is written once, for this user only.', [
    'key create measles',
    'key create measles --type rsa --out keys/measles.pem',
  ]);
  create
    .addOption(new Option('--type <type>', 'the kind of key').choices(['ed25519', 'rsa']).default('ed25519'))
    .option('--out <file>', 'where the private key goes (default: ~/.ssh/<name>.pem)');
  does<CreateOptions>(create, async ({ client, output, where, until }, { type, out }, [name = '']) => {
    const path = out === undefined ? undefined : resolve(out);
    output.answer(await client.key.create({ ...where, name, type, path }, until), (pair) => describe([pair]));
  });

  const importKey = verb(key, 'import <name> <file>', 'Give EC2 a public key of this computer.', [
    'key import mine ~/.ssh/id_ed25519.pub',
  ]);
  does(importKey, async ({ client, output, where, until }, _, [name = '', file = '']) => {
    output.answer(await client.key.import({ ...where, name, path: resolve(file) }, until), (pair) => describe([pair]));
  });

  const match = verb(key, 'match <file>', 'Find the pair of a key of this computer; exit code 1 where there is none here.', [
    'key match ~/.ssh/measles.pem',
  ]); // prettier-ignore
  match.option('--regions <list>', 'other regions to look in', list);
  does<MatchOptions>(match, async ({ client, output, where, until }, { regions }, [file = '']) => {
    const result = await client.key.match({ ...where, path: resolve(file), regions }, until);
    output.answer(result, ({ pair, note }) => [pair && describe([pair]), note].filter(Boolean).join('\n'));
    if (result.note !== null) output.exitWith(1);
  });
  return key;
}

function describe(pairs: readonly KeyPair[]): string {
  return table(
    ['name', 'type', 'region', 'fingerprint', 'private key'],
    pairs.map(({ name, type, region, fingerprint, private_key }) => [name, type, region, fingerprint, private_key]),
  );
}
