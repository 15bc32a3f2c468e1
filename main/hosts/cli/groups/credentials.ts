import type { Command } from 'commander';
import type { CredentialCheck, Profile } from '#contract/credentials';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { pairs, table } from '../table.ts';
import { typedKeys } from '../typed-keys.ts';

interface CheckOptions extends CommonOptions {
  permissions: boolean;
}
interface PolicyOptions extends CommonOptions {
  clusters: boolean;
}
interface AddOptions extends CommonOptions {
  region?: string;
  replace?: boolean;
}
interface SsoOptions extends CommonOptions {
  startUrl: string;
  ssoRegion: string;
  account: string;
  role: string;
  region?: string;
}

const SIGNS = { allowed: '✓', denied: '✗', unknown: '?' } as const;

export function credentialsGroup(): Command {
  const credentials = group('credentials', 'Who you are at AWS, and what you may do.');

  does(
    verb(credentials, 'profiles', 'List the profiles of the AWS files.', ['credentials profiles']),
    async ({ client, output, until }) => {
      output.answer(await client.credentials.profiles(undefined, until), ({ profiles, environment, files }) =>
        [
          profiles.length === 0
            ? 'There are no profiles.'
            : table(['profile', 'from', 'region', 'account', 'role'], profiles.map(({ name, source, region, account, role }) => [name, source, region, account, role])),
          ...profiles.flatMap(({ name, notes }) => notes.map((note) => `! ${name}: ${note}`)),
          ...(environment.keys ? ['! The environment has keys, which go before the default profile.'] : []),
          `Files: ${files.config}, ${files.credentials}`,
        ].join('\n'),
      ); // prettier-ignore
    },
  );

  const check = verb(
    credentials,
    'check',
    'Say who you are and which needed permissions are missing; nothing is changed. Exit code 1 when some are.',
    ['credentials check', 'credentials check --json --workspace flu'],
  );
  check.option('--no-permissions', 'only say who you are');
  does<CheckOptions>(check, async ({ client, output, where, until }, { permissions }) => {
    const result = await client.credentials.check({ ...where, permissions }, until);
    output.answer(result, describeCheck);
    if (result.missing.length > 0) output.exitWith(1);
  });

  const policy = verb(credentials, 'policy', 'Print the least IAM policy for the workspace, as IAM takes it.', [
    'credentials policy',
    'credentials policy --no-clusters',
  ]);
  policy.option('--no-clusters', 'without what ParallelCluster needs');
  does<PolicyOptions>(policy, async ({ client, output, where, until }, { clusters }) => {
    const { policy, size, limit } = await client.credentials.policy({ ...where, clusters }, until);
    // The policy itself in both cases: it goes to IAM as it is.
    output.answer(policy, (document) => JSON.stringify(document, null, 2));
    output.note(`${size} of the ${limit} characters that a managed policy may have.`);
  });

  const add = verb(
    credentials,
    'add <profile>',
    'Write keys to the AWS credentials file; they are asked for, or read from standard input.',
    ['credentials add default', 'credentials add lab --region eu-west-1 --replace'],
  );
  add.option('--region <region>', "the profile's region").option('--replace', 'replace keys that the profile has');
  does<AddOptions>(add, async ({ client, output, until }, { region, replace = false }, [profile = '']) => {
    const keys = await typedKeys();
    output.answer(await client.credentials.add({ profile, ...keys, region, replace }, until), describeProfile);
  });

  const addSso = verb(credentials, 'add-sso <profile>', 'Write a single sign-on profile to the AWS config file.', [
    'credentials add-sso work --start-url https://d-123.awsapps.com/start --sso-region us-east-1 --account 123456789012 --role Researcher',
  ]);
  addSso
    .requiredOption('--start-url <url>', "the organisation's start page")
    .requiredOption('--sso-region <region>', 'the region of IAM Identity Center')
    .requiredOption('--account <digits>', 'the account to work in')
    .requiredOption('--role <name>', 'the permission set')
    .option('--region <region>', "the profile's region");
  does<SsoOptions>(addSso, async ({ client, output, until }, options, [profile = '']) => {
    const { startUrl: start_url, ssoRegion: sso_region, account, role, region } = options;
    const input = { profile, start_url, sso_region, account, role, region };
    output.answer(await client.credentials.addSso(input, until), describeProfile);
  });

  const signIn = verb(credentials, 'sign-in <profile>', 'Sign in to the single sign-on of a profile, in a browser.', [
    'credentials sign-in work',
  ]);
  does(signIn, async ({ client, output, until }, _, [profile = '']) => {
    for await (const step of await client.credentials.signIn({ profile }, until)) {
      output.item(step, (one) =>
        one.state === 'waiting'
          ? `Open ${one.url}\nand confirm the code ${one.code}.`
          : `Signed in until ${one.expires_at}.`,
      );
      // A browser that cannot be opened leaves the address, which was printed.
      if (step.state === 'waiting' && step.url.startsWith('https:'))
        await client.app.openExternal({ url: step.url }, until).catch(() => {});
    }
  });

  const unlock = verb(credentials, 'unlock <code>', "Open the session of a role with your MFA device's code.", [
    'credentials unlock 123456',
  ]);
  does(unlock, async ({ client, output, where, until }, _, [code = '']) => {
    output.answer(await client.credentials.unlock({ ...where, code }, until), ({ expires_at }) => `Open until ${expires_at}.`); // prettier-ignore
  });
  return credentials;
}

function describeProfile({ name, source, region }: Profile): string {
  return `The profile ${name} has ${source === 'sso' ? 'a sign-in' : 'keys'}${region === null ? '' : `, region ${region}`}.`;
}

function describeCheck({
  source,
  region,
  identity,
  expires_at,
  warnings,
  permissions,
  missing,
}: CredentialCheck): string {
  return [
    pairs([
      ['from', source],
      ['region', region],
      ['account', identity?.account],
      ['who', identity && `${identity.kind} ${identity.name}`],
      ['until', expires_at ?? 'no end'],
    ]),
    ...warnings.flatMap(({ message, advice }) => [`! ${message}`, `  ${advice}`]),
    ...permissions.map(({ action, purpose, state }) => `${SIGNS[state]} ${action}: ${purpose}`),
    ...(permissions.length === 0 ? [] : [missing.length === 0 ? 'Nothing is known to be missing.' : `Missing: ${missing.join(', ')}. See \`vivarium-aws credentials policy\`.`]),
  ].join('\n'); // prettier-ignore
}
