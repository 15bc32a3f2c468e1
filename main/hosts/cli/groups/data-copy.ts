import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { S3Uri } from '#contract/s3-uri';
import { type CommonOptions, does, verb } from '../command.ts';
import { confirmed } from '../output.ts';
import { usage } from '../read-file.ts';
import { bytes, table } from '../table.ts';

export const isS3 = (name: string) => name.startsWith('s3://');

/** 20MB, 512k, 1GiB -> bytes */
export function rate(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([kmg]?)i?b?(?:\/s)?$/i.exec(text) ?? [];
  const value = Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
  if (!(value > 0)) throw new InvalidArgumentError('Give bytes a second, for example 20MB.');
  return value;
}

/** An address that has to lie in S3. */
export function address(name: string): S3Uri {
  const parsed = S3Uri.safeParse(name);
  if (!parsed.success) throw usage(`${name} is not an address in S3.`, 'Addresses look like s3://bucket/folder/name.');
  return parsed.data;
}

interface SyncOptions extends CommonOptions {
  delete?: boolean;
  dryRun?: boolean;
  limit?: number;
}

/** sync, mv and link. */
export function addCopyVerbs(data: Command): void {
  const sync = verb(data, 'sync <from> <to>', 'Make one folder hold what another holds: on this computer or in S3.', [
    'data sync ./artifacts s3://sandbox/vivarium/artifacts/ --dry-run',
    'data sync s3://sandbox/vivarium/results/sample/ ./sample --delete',
  ])
    .option('--delete', 'delete at the target what the source has not')
    .option('--dry-run', 'only say what would be done')
    .option('--limit <rate>', 'most bytes a second, such as 20MB', rate);
  does<SyncOptions>(sync, async ({ client, output, where, until }, options, [from = '', to = '']) => {
    if (!isS3(from) && !isS3(to)) throw usage('One of the two has to be an s3:// address.');
    const end = (name: string) => (isS3(name) ? address(name) : resolve(name));
    const input = { ...where, from: end(from), to: end(to), delete: options.delete ?? false, limit: options.limit };
    const done = await client.data.sync({ ...input, dry_run: options.dryRun ?? false }, until);
    output.answer(done, ({ steps, sent, bytes: size }) => {
      const shown = steps.filter(({ action }) => action !== 'keep' && action !== 'leave');
      const rows = shown.map((step) => [step.action, step.name, bytes(step.size), step.reason]);
      const sum = `${sent} of ${steps.length} ${options.dryRun ? 'to send' : 'sent'}, ${bytes(size)}.`;
      return rows.length === 0 ? sum : `${table(['action', 'name', 'size', 'why'], rows)}\n${sum}`;
    });
  });

  does(
    verb(data, 'mv <from> <to>', 'Move an object, or all under an address that ends with a slash, within S3.', [
      'data mv s3://sandbox/vivarium/artifacts/old.hdf s3://sandbox/vivarium/artifacts/new.hdf',
    ]),
    async ({ client, output, where, until }, _, [from = '', to = '']) => {
      const input = { ...where, from: address(from), to: address(to), move: true };
      if (from.endsWith('/') && !(await confirmed(`Move everything under ${from}?`))) return;
      output.answer(await client.data.copy(input, until), ({ objects }) =>
        objects.map((each) => `${each.from} -> ${each.to}`).join('\n'),
      );
    },
  );

  const link = verb(data, 'link <uri>', 'Print an address that anybody can read the object by for some time.', [
    'data link s3://sandbox/vivarium/artifacts/sample.hdf --seconds 600',
  ]).option('--seconds <n>', 'how long it works, at most 604800 (7 days)', Number, 3600);
  does<CommonOptions & { seconds: number }>(link, async ({ client, output, where, until }, { seconds }, [uri = '']) => {
    output.answer(await client.data.link({ ...where, uri: address(uri), seconds }, until), ({ url }) => url);
  });
}
