import type { CredentialCheck, Profile } from '#contract/credentials';
import type { SetupCheck } from '#contract/setup';
import type { Workspace } from '#contract/workspace';
import { isAppError, toAppError } from '#main/domain/app-error';
import type { BucketService } from '../buckets.ts';
import type { CredentialService } from '../credentials.ts';
import type { KeyService } from '../keys.ts';
import { check, type Repair, stateOf } from './check.ts';

export interface AwsParts {
  credentials: Pick<CredentialService, 'check' | 'profiles'>;
  buckets: Pick<BucketService, 'check'>;
  keys: Pick<KeyService, 'list'>;
}

const CHECK = 'vivarium-aws credentials check';

/** The lines of a workspace on AWS or on an S3-compatible store: credentials, permissions, bucket, key pair. */
export async function awsChecks(workspace: Workspace, parts: AwsParts): Promise<SetupCheck[]> {
  const name = workspace.name;
  const custom = workspace.endpoint !== null;
  let who: CredentialCheck;
  try {
    who = await parts.credentials.check({ workspace: name });
  } catch (error) {
    const failure = toAppError(error, 'looking for credentials');
    const repair = failure.code === 'unreachable' ? { command: CHECK } : await repairOf(workspace, parts);
    const asked = (id: string, title: string, command: string) =>
      check(id, title, 'unknown', 'It can be asked only with credentials.', { command });
    return [
      check('credentials', 'Credentials', stateOf(failure), failure.data.message, {
        ...repair,
        advice: failure.data.advice,
      }),
      ...(custom ? [] : [asked('permissions', 'Permissions', CHECK)]),
      asked('bucket', `Bucket ${workspace.bucket}`, `vivarium-aws bucket check ${workspace.bucket}`),
      ...(custom ? [] : [asked('key', 'Key pair', 'vivarium-aws key list')]),
    ];
  }
  const bucket = bucketCheck(workspace, parts);
  if (custom) return [credentialLine(who), await bucket];
  return [credentialLine(who), permissionLine(who), ...(await Promise.all([bucket, keyCheck(workspace, parts)]))];
}

function credentialLine({ identity, source, expires_at: expires, warnings: [warning] }: CredentialCheck): SetupCheck {
  const until = expires === null ? '' : `; renewed before ${expires.slice(0, 16).replace('T', ' ')} UTC`;
  if (!identity) return check('credentials', 'Credentials', 'ok', `From ${source}${until}.`, { command: CHECK });
  const detail = `${identity.kind === 'root' ? 'The account’s owner' : identity.name} in account ${identity.account}, from ${source}${until}.`; // prettier-ignore
  return warning
    ? check('credentials', 'Credentials', 'warning', `${detail} ${warning.message}`, { advice: warning.advice, fix: 'show-policy', command: 'vivarium-aws credentials policy' })
    : check('credentials', 'Credentials', 'ok', detail, { command: CHECK }); // prettier-ignore
}

function permissionLine({ missing, permissions }: CredentialCheck): SetupCheck {
  const title = 'Permissions';
  const unknown = permissions.filter(({ state }) => state === 'unknown').length;
  const aside = unknown > 0 ? ` Of ${unknown} it is not known: they cannot be asked without changing something.` : '';
  if (missing.length === 0) {
    const allowed = permissions.length - unknown;
    return check('permissions', title, 'ok', `None is missing: ${allowed} of ${permissions.length} needed actions are allowed.${aside}`, { command: CHECK }); // prettier-ignore
  }
  // Who has a cluster already, or an S3 bucket only, can go on.
  const hinders = permissions.some(({ area, state }) => area === 'storage' && state === 'denied');
  return check('permissions', title, hinders ? 'failed' : 'warning', `Not allowed: ${missing.join(', ')}.${aside}`, {
    fix: 'show-policy',
    advice: 'Give the policy to the person who keeps the account.',
    command: 'vivarium-aws credentials policy',
  });
}

async function bucketCheck({ name, bucket, region, endpoint }: Workspace, { buckets }: AwsParts): Promise<SetupCheck> {
  const title = `Bucket ${bucket}`;
  const command = `vivarium-aws bucket check ${bucket}`;
  try {
    const found = await buckets.check({ workspace: name, name: bucket });
    const detail = [found.detail, found.warning].filter(Boolean).join(' ');
    if (found.state === 'free') {
      return check('bucket', title, 'missing', detail, { fix: 'create-bucket', command: `vivarium-aws bucket create ${bucket}` }); // prettier-ignore
    }
    if (found.state !== 'mine') {
      const advice = found.problems[0] ?? 'Choose another bucket, or ask its owner.';
      return check('bucket', title, 'failed', detail, { fix: 'edit-workspace', advice, command });
    }
    if (endpoint === null && found.region !== null && found.region !== region) {
      const advice = `Set the workspace's region to ${found.region}, or use a bucket in ${region}.`;
      return check('bucket', title, 'failed', detail, { fix: 'edit-workspace', advice, command });
    }
    return check('bucket', title, 'ok', endpoint ? `It answers at ${endpoint}.` : `It answers in ${region}.`, { command }); // prettier-ignore
  } catch (error) {
    return trouble('bucket', title, error, { command });
  }
}

async function keyCheck({ name, key_pair: wanted, region }: Workspace, { keys }: AwsParts): Promise<SetupCheck> {
  const title = 'Key pair';
  const fix = { fix: 'create-key', command: 'vivarium-aws key create NAME' } as const;
  try {
    if (wanted === null)
      return check('key', title, 'warning', 'The workspace names none; clusters are opened with one.', {
        ...fix,
        advice: 'Make or import one, then choose it in the workspace.',
      });
    const pair = (await keys.list({ workspace: name })).find((one) => one.name === wanted);
    if (!pair) {
      const advice = 'Make it, import its public key, or correct the region.';
      return check('key', title, 'missing', `There is no key pair ${wanted} in ${region}.`, { ...fix, advice });
    }
    if (pair.private_key === null) {
      return check('key', title, 'warning', `${wanted} is in ${region}, but its private key is not in ~/.ssh.`, {
        advice: 'Put the private key there, or make another pair.',
        command: 'vivarium-aws key list',
      });
    }
    return check('key', title, 'ok', `${wanted} in ${region}, private key ${pair.private_key}.`, { command: 'vivarium-aws key list' }); // prettier-ignore
  } catch (error) {
    return trouble('key', title, error, { command: 'vivarium-aws key list' });
  }
}

function trouble(id: string, title: string, error: unknown, repair: Repair): SetupCheck {
  const failure = isAppError(error) ? error : toAppError(error, `checking: ${title}`);
  return check(id, title, stateOf(failure), failure.data.message, { ...repair, advice: failure.data.advice });
}

/** What mends credentials depends on where they come from. */
async function repairOf({ profile: name }: Workspace, { credentials }: AwsParts): Promise<Repair> {
  const { profiles } = await credentials.profiles();
  const profile: Profile | undefined = profiles.find((one) => one.name === (name ?? 'default'));
  if (profile?.source === 'sso') return { fix: 'sign-in', command: `vivarium-aws credentials sign-in ${profile.name}` };
  if (profile?.mfa) return { fix: 'enter-mfa', command: 'vivarium-aws credentials unlock CODE' };
  return { fix: 'add-credentials', command: `vivarium-aws credentials add ${name ?? 'default'}` };
}
