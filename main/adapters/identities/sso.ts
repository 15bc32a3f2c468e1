import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '#main/domain/app-error';
import { cloudError, facts } from '../clouds/errors.ts';
import type { Identities, SsoSettings } from './port.ts';

/** RFC 8628, as IAM Identity Center speaks it: https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/ */
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const CLIENT = 'vivarium-aws';
/** Where the answer does not say how often to ask. */
const INTERVAL_S = 5;

export const signIn: Identities['signIn'] = async (settings, signal) => {
  const doing = 'signing in';
  const oidc = await import('@aws-sdk/client-sso-oidc');
  const client = new oidc.SSOOIDCClient({ region: settings.region, maxAttempts: 2 });
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw cloudError(error, doing, OWN);
    }
  };
  const registered = await attempt(() =>
    client.send(
      new oidc.RegisterClientCommand({
        clientName: CLIENT,
        clientType: 'public',
        scopes: settings.session === null ? undefined : settings.scopes,
      }),
      { abortSignal: signal },
    ),
  );
  const keys = { clientId: registered.clientId, clientSecret: registered.clientSecret };
  const begun = await attempt(() =>
    client.send(new oidc.StartDeviceAuthorizationCommand({ ...keys, startUrl: settings.startUrl }), {
      abortSignal: signal,
    }),
  );
  const expiresAt = new Date(Date.now() + (begun.expiresIn ?? 600) * 1000);
  return {
    code: { url: begun.verificationUriComplete ?? begun.verificationUri ?? '', code: begun.userCode ?? '', expiresAt },
    async finish() {
      let seconds = begun.interval ?? INTERVAL_S;
      while (Date.now() < expiresAt.getTime()) {
        await sleep(seconds * 1000, undefined, { signal });
        try {
          const token = await client.send(
            new oidc.CreateTokenCommand({ ...keys, grantType: GRANT, deviceCode: begun.deviceCode }),
            { abortSignal: signal },
          );
          const until = new Date(Date.now() + (token.expiresIn ?? 3600) * 1000);
          await keep(settings, {
            startUrl: settings.startUrl,
            region: settings.region,
            accessToken: token.accessToken ?? '',
            expiresAt: withoutMilliseconds(until),
            ...(token.refreshToken && { refreshToken: token.refreshToken }),
            clientId: keys.clientId,
            clientSecret: keys.clientSecret,
            registrationExpiresAt: withoutMilliseconds(new Date((registered.clientSecretExpiresAt ?? 0) * 1000)),
          });
          client.destroy();
          return { expiresAt: until };
        } catch (error) {
          const { name } = facts(error);
          if (name === 'SlowDownException') seconds += INTERVAL_S;
          else if (name !== 'AuthorizationPendingException') throw cloudError(error, doing, OWN);
        }
      }
      throw new AppError({ ...OWN.ExpiredTokenException, doing });
    },
  };
};

const OWN = {
  ExpiredTokenException: {
    code: 'denied',
    message: 'The sign-in was not confirmed in time.',
    advice: 'Begin it again.',
  },
  AccessDeniedException: {
    code: 'denied',
    message: 'The sign-in was refused in the browser.',
    advice: 'Begin it again.',
  },
  InvalidRequestException: {
    code: 'bad-input',
    message: 'IAM Identity Center does not know this start address.',
    advice: "Check the profile's start URL and its region; the start page of your organisation names both.",
  },
  InvalidRequestRegionException: {
    code: 'bad-input',
    message: 'The sign-in belongs to another region.',
    advice: "Correct the profile's sso_region.",
  },
} as const;

/** The token's file as the AWS tools name it: by the session, or by the start address of a profile of the old kind. */
function tokenFile({ session, startUrl }: SsoSettings): string {
  const name = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex');
  return join(homedir(), '.aws', 'sso', 'cache', `${name}.json`);
}

async function keep(settings: SsoSettings, token: Record<string, unknown>): Promise<void> {
  const path = tokenFile(settings);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomic(path, JSON.stringify(token), { mode: 0o600 });
}

function withoutMilliseconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
