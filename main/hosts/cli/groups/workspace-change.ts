import type { Command } from 'commander';
import type { ProfileList } from '#contract/credentials';
import type { Workspace } from '#contract/workspace';
import { type CommonOptions, does, verb } from '../command.ts';
import { count } from '../numbers.ts';
import { confirmed } from '../output.ts';
import { readText, usage } from '../read-file.ts';

interface CreateOptions extends CommonOptions {
  bucket: string;
  region?: string;
  prefix: string;
  profile?: string;
  endpoint?: string;
  keyPair?: string;
  slots?: number;
  replace?: boolean;
  use?: boolean;
}
interface ImportOptions extends CommonOptions {
  name?: string;
  profile?: string;
  replace?: boolean;
  use?: boolean;
}

/** The verbs that make, remove and pass on workspaces; `describe` shows one. */
export function addChanges(workspace: Command, describe: (workspace: Workspace) => string): void {
  const create = verb(workspace, 'create <name>', 'Make a workspace on AWS or on an S3-compatible store.', [
    'workspace create measles --bucket my-study-cedar-4711 --region eu-west-1 --profile work --use',
    'workspace create lab --bucket studies --region us-east-1 --endpoint https://s3.lab.example',
  ]);
  create
    .requiredOption('--bucket <name>', 'the bucket that keeps everything')
    .option('--region <region>', "where the bucket lies and clusters run (default: the profile's, or AWS_REGION)")
    .option('--prefix <prefix>', 'the folder in the bucket', 'vivarium')
    .option('--profile <name>', 'the AWS profile (default: the environment, then the default profile)')
    .option('--endpoint <url>', 'the address of an S3-compatible store')
    .option('--key-pair <name>', 'the EC2 key pair that opens clusters')
    .option('--slots <number>', 'worker processes at a time', count)
    .option('--replace', 'write over a workspace of that name')
    .option('--use', 'make it the current one');
  does<CreateOptions>(create, async ({ client, output, until }, options, [name = '']) => {
    const { bucket, prefix, profile = null, endpoint = null, keyPair = null, slots, replace, use } = options;
    const region = options.region ?? regionOf(await client.credentials.profiles(undefined, until), profile);
    const defaults = { slots: slots ?? null };
    const input = { name, bucket, region, prefix, profile, endpoint, key_pair: keyPair, defaults, replace };
    const made = await client.workspace.create(input, until);
    if (use) await client.workspace.use({ name }, until);
    output.answer(made, describe);
  });

  const remove = verb(workspace, 'remove <name>', 'Forget a workspace; its bucket and all that is in it stay.', [
    'workspace remove measles --yes',
  ]);
  remove.option('--yes', 'do not ask');
  does<CommonOptions & { yes?: boolean }>(remove, async ({ client, output, until }, { yes }, [name = '']) => {
    if (!yes && !(await confirmed(`Forget the workspace ${name}?`))) return output.note('Nothing was removed.');
    output.answer(await client.workspace.remove({ name }, until), ({ removed }) =>
      removed ? `The workspace ${name} is forgotten; its bucket stays.` : `There was no workspace ${name}.`,
    );
  });

  const exports = verb(workspace, 'export [name]', 'Print a workspace as a file for colleagues; no secret is in it.', [
    'workspace export measles',
  ]);
  does(exports, async ({ client, output, where, until }, _, [name = where.workspace]) => {
    output.answer(await client.workspace.export({ name }, until), ({ text }) => text.trimEnd());
  });

  const imports = verb(workspace, 'import <file>', 'Make a workspace from an exported file (- is standard input).', [
    'workspace import measles.workspace.yaml --profile work --use',
  ]);
  imports
    .option('--name <name>', 'another name for it')
    .option('--profile <name>', 'your AWS profile')
    .option('--replace', 'write over a workspace of that name')
    .option('--use', 'make it the current one');
  does<ImportOptions>(imports, async ({ client, output, until }, options, [file = '-']) => {
    const { name, profile = null, replace, use } = options;
    const made = await client.workspace.import({ text: await readText(file), name, profile, replace }, until);
    if (use) await client.workspace.use({ name: made.name }, until);
    output.answer(made, describe);
  });
}

/** As AWS tools choose: the environment's region for the default profile, a named profile's own. */
function regionOf({ profiles, environment }: ProfileList, profile: string | null): string {
  const named = profiles.find(({ name }) => name === (profile ?? environment.profile ?? 'default'));
  const region = (profile === null ? environment.region : null) ?? named?.region ?? environment.region;
  if (region !== null) return region;
  throw usage('Neither the profile nor the environment names a region.', 'Give one with --region.');
}
