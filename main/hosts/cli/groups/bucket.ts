import type { Command } from 'commander';
import type { BucketCheck } from '#contract/bucket';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { count } from '../numbers.ts';
import { table } from '../table.ts';

interface CreateOptions extends CommonOptions {
  region?: string;
  versioning?: boolean;
  abortDays: number;
}

export function bucketGroup(): Command {
  const bucket = group('bucket', 'Buckets: names, whose they are, new ones.');

  does(verb(bucket, 'list', 'List your buckets.', ['bucket list']), async ({ client, output, where, until }) => {
    output.answer(await client.bucket.list(where, until), (buckets) =>
        buckets.length === 0
          ? 'There are no buckets.'
          : table(['name', 'region', 'made'], buckets.map(({ name, region, created_at }) => [name, region, created_at])),
      ); // prettier-ignore
  });

  const check = verb(
    bucket,
    'check <name>',
    'Check a name by the rules of S3, and whose bucket it is and where; exit code 1 where it cannot be used.',
    ['bucket check my-study'],
  );
  does(check, async ({ client, output, where, until }, _, [name = '']) => {
    const result = await client.bucket.check({ ...where, name }, until);
    output.answer(result, describe);
    if (result.state !== 'mine' && result.state !== 'free') output.exitWith(1);
  });

  const create = verb(bucket, 'create <name>', 'Make a bucket: closed to the public, encrypted, tidy.', [
    'bucket create my-study-cedar-4711',
    'bucket create my-study-cedar-4711 --region eu-west-1 --versioning',
  ]);
  create
    .option('--region <region>', "where it lies (default: the workspace's)")
    .option('--versioning', 'keep old versions of objects, and pay for them')
    .option('--abort-days <days>', 'delete parts of uploads that never ended after so many days', count, 7);
  does<CreateOptions>(create, async ({ client, output, where, until }, options, [name = '']) => {
    const { region, versioning = false, abortDays: abort_days } = options;
    const made = await client.bucket.create({ ...where, name, region, versioning, abort_days }, until);
    output.answer(made, ({ region, steps, warning }) =>
      [
        `s3://${name} in ${region}`,
        ...steps.map(({ step, state, detail }) => `${state === 'done' ? '✓' : '!'} ${step}: ${detail}`),
        ...(warning ? [`! ${warning}`] : []),
      ].join('\n'),
    );
    if (made.steps.some(({ state }) => state === 'failed')) output.exitWith(1);
  });
  return bucket;
}

function describe({ name, problems, concerns, detail, region, warning, suggestions }: BucketCheck): string {
  return [
    `${name}: ${detail}${region === null ? '' : ` Region: ${region}.`}`,
    ...problems.map((problem) => `✗ ${problem}`),
    ...[...concerns, ...(warning ? [warning] : [])].map((concern) => `! ${concern}`),
    ...(suggestions.length > 0 ? [`For example: ${suggestions.join(', ')}`] : []),
  ].join('\n');
}
