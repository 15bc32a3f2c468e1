import { mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '#main/domain/app-error';
import '../aws-sdk.ts';
import type { Credentials } from '../stores/port.ts';
import { chainError } from './errors.ts';
import type { LoadOptions } from './port.ts';

/** Sessions that end sooner than this are not worth taking from the cache. */
const WORTH_MS = 60_000;

/**
 * The SDK's chain (environment, files, single sign-on, processes, roles, the instance's own), with the sessions of roles
 * that want an MFA code shared with the AWS command line through its cache.
 */
export async function loadFromChain({ profile, region, settings, mfaCode }: LoadOptions): Promise<Credentials> {
  const doing = profile === null ? 'looking for credentials' : `reading the credentials of the profile ${profile}`;
  const cache = settings && roleCache(settings.values);
  const cached = mfaCode === undefined && cache ? await readSession(cache) : null;
  if (cached) return cached;
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  try {
    const found = await fromNodeProviderChain({
      ...(profile !== null && { profile }),
      clientConfig: { region, maxAttempts: 2 },
      ignoreCache: true,
      // The instance's own credentials, last in the chain: a laptop is not kept waiting for them.
      timeout: 800,
      maxRetries: 0,
      mfaCodeProvider: (serial) =>
        mfaCode === undefined ? Promise.reject(needsCode(doing, serial)) : Promise.resolve(mfaCode),
    })();
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(expiration && { expiration }) }; // prettier-ignore
    if (cache && expiration) await writeSession(cache, credentials);
    return credentials;
  } catch (error) {
    throw chainError(error, doing, profile, settings);
  }
}

function needsCode(doing: string, serial: string): AppError {
  return new AppError({
    code: 'denied',
    doing,
    message: `The role wants a code of the MFA device ${serial.split('/').at(-1) ?? serial}.`,
    advice: 'Type the six digits that the device shows, here or with `vivarium-aws credentials unlock CODE`.',
  });
}

/** The file that the AWS command line keeps a role's session in (botocore's AssumeRoleCredentialFetcher); null without MFA. */
function roleCache(values: Record<string, string>): string | null {
  if (!values.role_arn || !values.mfa_serial) return null;
  const request = {
    ...(values.duration_seconds && { DurationSeconds: Number(values.duration_seconds) }),
    ...(values.external_id && { ExternalId: values.external_id }),
    RoleArn: values.role_arn,
    ...(values.role_session_name && { RoleSessionName: values.role_session_name }),
    SerialNumber: values.mfa_serial,
  };
  const members = Object.entries(request).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const hash = createHash('sha1')
    .update(`{${members.join(', ')}}`)
    .digest('hex');
  return join(homedir(), '.aws', 'cli', 'cache', `${hash}.json`);
}

const Session = z.object({
  Credentials: z.object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
    Expiration: z.coerce.date(),
  }),
});

async function readSession(path: string): Promise<Credentials | null> {
  try {
    const { Credentials: kept } = Session.parse(JSON.parse(await readFile(path, 'utf8')));
    if (kept.Expiration.getTime() - Date.now() < WORTH_MS) return null;
    return {
      accessKeyId: kept.AccessKeyId,
      secretAccessKey: kept.SecretAccessKey,
      sessionToken: kept.SessionToken,
      expiration: kept.Expiration,
    };
  } catch {
    // None, or not ours to understand: the role is asked for again.
    return null;
  }
}

async function writeSession(path: string, credentials: Credentials): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const content = {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken ?? '',
      Expiration: credentials.expiration?.toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    ProviderType: 'assume-role',
  };
  await writeFileAtomic(path, JSON.stringify(content), { mode: 0o600 });
}
