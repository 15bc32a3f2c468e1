import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SsoServer {
  endpoint: string;
  /** What the page of the organisation would do: the user confirms the code. */
  confirm(): void;
  close(): Promise<void>;
}

export const SSO_KEYS = {
  accessKeyId: 'ASIASSO0000000000000',
  secretAccessKey: 'ssosecretssosecret',
  sessionToken: 'ssosession',
};
export const SSO_TOKEN = 'planted-sso-access-token';

/**
 * The two APIs of IAM Identity Center that a sign-in needs, as documented
 * (https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/); no emulator has them.
 */
export async function startSsoServer(): Promise<SsoServer> {
  let confirmed = false;
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (path === '/client/register')
      return answer(200, { clientId: 'client', clientSecret: 'client-secret', clientSecretExpiresAt: 4_000_000_000 });
    if (path === '/device_authorization') {
      return answer(200, {
        deviceCode: 'device', userCode: 'ABCD-EFGH', verificationUri: 'https://device.sso.us-east-1.amazonaws.com/',
        verificationUriComplete: 'https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH', expiresIn: 600, interval: 1,
      }); // prettier-ignore
    }
    if (path === '/token') {
      if (!confirmed) return answer(400, { __type: 'AuthorizationPendingException', error: 'authorization_pending' });
      return answer(200, { accessToken: SSO_TOKEN, tokenType: 'Bearer', expiresIn: 28_800, refreshToken: 'refresh' });
    }
    if (path === '/federation/credentials') {
      if (request.headers['x-amz-sso_bearer_token'] !== SSO_TOKEN)
        return answer(401, { __type: 'UnauthorizedException' });
      return answer(200, { roleCredentials: { ...SSO_KEYS, expiration: Date.now() + 3_600_000 } });
    }
    return answer(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    confirm: () => {
      confirmed = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
