import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ObjectInfo } from '#contract/data';
import type { Call } from '../call.ts';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { usage } from '../read-file.ts';
import { confirmed } from '../output.ts';
import { bytes, pairs } from '../table.ts';
import { addArtifactVerbs } from './data-artifact.ts';
import { addCopyVerbs, address, isS3, rate } from './data-copy.ts';
import { printListing } from './data-listing.ts';

interface ListOptions extends CommonOptions {
  recursive?: boolean;
}

export function dataGroup(): Command {
  const data = group('data', 'Artifacts and other objects in S3.');

  const cp = verb(
    data,
    'cp <from...>',
    'Copy files to S3 (default: into artifacts/), an object to this computer, or within S3; the last name is where to.',
    [
      'data cp measles.hdf',
      'data cp measles.hdf s3://sandbox/vivarium/artifacts/',
      'data cp s3://sandbox/vivarium/artifacts/sample.hdf .',
      'data cp s3://sandbox/vivarium/results/sample/ ./sample/',
      'data cp s3://sandbox/vivarium/artifacts/sample.hdf s3://sandbox/vivarium/artifacts/copy.hdf',
    ],
  );
  cp.option('--limit <rate>', 'most bytes a second, such as 20MB', rate);
  does<CopyOptions>(cp, copy);
  addCopyVerbs(data);
  addArtifactVerbs(data);

  const ls = verb(data, 'ls [prefix]', "List what is under an address (default: the workspace's).", [
    'data ls',
    'data ls s3://sandbox/vivarium/artifacts/',
  ]);
  ls.option('-r, --recursive', 'with all that is in its folders');
  does<ListOptions>(ls, async ({ client, output, where, until }, { recursive = false }, [prefix]) => {
    const pages = async (continuation: string | undefined) =>
      client.data.list({ ...where, prefix, recursive, continuation }, until);
    await printListing(output, pages);
  });

  does(
    verb(data, 'info <uri>', 'Show an object.', ['data info s3://sandbox/vivarium/artifacts/sample.hdf']),
    async ({ client, output, where, until }, _, [uri = '']) => {
      output.answer(await client.data.info({ ...where, uri }, until), describe);
    },
  );

  does(
    verb(data, 'rm <uris...>', 'Delete objects.', ['data rm s3://sandbox/vivarium/artifacts/old.hdf']),
    async ({ client, output, where, until }, _, uris) => {
      const what = uris.length === 1 ? (uris[0] ?? '') : `${uris.length} objects`;
      if (!(await confirmed(`Delete ${what}? This cannot be undone unless the bucket keeps versions.`))) return;
      output.answer(await client.data.remove({ ...where, uris }, until), ({ removed }) => `${removed} deleted.`);
    },
  );

  const verify = verb(
    data,
    'verify <uri>',
    'Read an object and compare it with its checksum; exit code 1 when it differs.',
    ['data verify s3://sandbox/vivarium/artifacts/sample.hdf --json'],
  );
  does(verify, async ({ client, output, where, until }, _, [uri = '']) => {
    const result = await client.data.verify({ ...where, uri }, until);
    output.answer(result, ({ ok, checksum, size }) =>
      [
        ok ? 'It is whole' : 'It is NOT what its checksum says',
        bytes(size),
        checksum ? `${checksum.algorithm} ${checksum.value}` : 'no checksum kept',
      ].join(', '),
    );
    if (!result.ok) output.exitWith(1);
  });
  return data;
}

interface CopyOptions extends CommonOptions {
  limit?: number;
}

async function copy({ client, output, where, until }: Call, { limit }: CopyOptions, names: string[]): Promise<void> {
  const [first = ''] = names;
  if (isS3(first)) {
    if (names.length > 2) throw usage('One object is copied at a time.');
    const second = names[1] ?? '.';
    if (isS3(second)) {
      const copied = await client.data.copy({ ...where, from: address(first), to: address(second) }, until);
      return output.answer(copied, ({ objects }) => objects.map((each) => `${each.from} -> ${each.to}`).join('\n'));
    }
    if (first.endsWith('/')) {
      const synced = await client.data.sync({ ...where, from: address(first), to: resolve(second), limit }, until);
      return output.answer(synced, ({ sent, bytes: size }) => `${sent} objects, ${bytes(size)}`);
    }
    const to = target(second, first);
    const done = await client.data.download({ ...where, uri: first, to, limit }, until);
    return output.answer(
      done,
      ({ path, size, verified }) => `${path}, ${bytes(size)}${verified ? ', checksum verified' : ''}`,
    );
  }
  const last = names.at(-1) ?? '';
  const to = names.length > 1 && isS3(last) ? last : undefined;
  const paths = (to === undefined ? names : names.slice(0, -1)).map((name) => resolve(name));
  if (to === undefined && names.length > 1)
    throw usage('The last name must be an s3:// address.', 'For example: data cp model.hdf s3://bucket/artifacts/');
  output.answer(await client.data.upload({ ...where, paths, to, limit }, until), ({ objects }) =>
    objects.map(({ uri, size }) => `${uri}, ${bytes(size)}`).join('\n'),
  );
}

/** A name that ends with a slash is a folder, whether it is there or not. */
function target(name: string, uri: string): string {
  return name.endsWith('/') ? resolve(name, uri.split('/').at(-1) ?? '') : resolve(name);
}

function describe({ uri, size, modified, etag, storage_class, checksum }: ObjectInfo): string {
  return pairs([
    ['address', uri],
    ['size', `${bytes(size)} (${size} bytes)`],
    ['modified', modified],
    ['etag', etag],
    ['class', storage_class],
    ['checksum', checksum && `${checksum.algorithm} ${checksum.value}`],
  ]);
}
