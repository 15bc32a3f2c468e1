import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestWebHost, type TestWebHost } from '#test/support/web-host';

let host: TestWebHost;
let cookie: string;

beforeAll(async () => {
  host = await startTestWebHost();
  cookie = await host.enter();
});
afterAll(() => host.close());

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as it stands: fetch would tidy paths and refuse to set Host. */
function send({ path = '/', method = 'GET', headers = {}, body }: Sent) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.server.port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const call = (more: Sent = {}) =>
  send({
    path: '/rpc/app/info',
    method: 'POST',
    body: '{}',
    ...more,
    headers: { cookie, origin: host.origin, 'content-type': 'application/json', ...more.headers },
  });

describe('who may come in', () => {
  test('nobody without a ticket or a pass', async () => {
    for (const path of ['/', '/index.html', '/assets/a.js', '/rpc/app/info']) {
      const { status, text } = await send({ path });
      expect(status).toBe(401);
      expect(text).not.toContain('page');
    }
    expect((await call({ headers: { cookie: `${cookie}x` } })).status).toBe(401);
    expect((await call({ headers: { cookie: 'vivarium_aws_1=guess' } })).status).toBe(401);
  });

  test('a ticket is good once, for a cookie that no script and no other site gets', async () => {
    const url = new URL(host.server.url());
    expect(Buffer.from(url.searchParams.get('ticket') ?? '', 'base64url').length).toBe(32);
    const first = await send({ path: url.pathname + url.search });
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [set = ''] = first.headers['set-cookie'] as string[];
    expect(set).toMatch(new RegExp(`^vivarium_aws_${host.server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(set).not.toContain(url.searchParams.get('ticket'));
    const again = await send({ path: url.pathname + url.search });
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  test('with a pass the page and its calls', async () => {
    expect((await send({ headers: { cookie } })).text).toContain('page');
    expect((await send({ path: '/assets/a.js', headers: { cookie } })).status).toBe(200);
    const { status, text } = await call();
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ json: { host: 'web' } });
  });
});

describe('other sites', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'a name that only resolves to this computer is refused: %j',
    async (name) => {
      expect((await send({ headers: { cookie, host: name } })).status).toBe(403);
      expect((await call({ headers: { host: name } })).status).toBe(403);
    },
  );

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
    'a call from the origin %s is refused',
    async (origin) => {
      expect((await call({ headers: { origin } })).status).toBe(403);
    },
  );

  test('a call that says no origin is refused', async () => {
    const headers = { cookie, 'content-type': 'application/json' };
    expect((await send({ path: '/rpc/app/info', method: 'POST', body: '{}', headers })).status).toBe(403);
  });

  test('a call that a page of another site makes is refused, whatever it says of its origin', async () => {
    expect((await call({ headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    expect((await call({ method })).status).toBe(403);
  });

  test('a call that changes something cannot be a link', async () => {
    const { status } = await send({ path: '/rpc/sandbox/reset?data=%7B%7D', headers: { cookie } });
    expect(status).toBe(405);
  });
});

describe('what is answered', () => {
  test('every answer carries the policy of the page', async () => {
    for (const headers of [{ cookie }, { cookie: '' }]) {
      const answer = (await send({ headers })).headers;
      const policy = String(answer['content-security-policy']);
      for (const rule of ["default-src 'none'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"])
        expect(policy.split('; ')).toContain(rule);
      expect(policy.split('; ').find((rule) => rule.startsWith('script-src'))).not.toMatch(/unsafe|\*|data:/);
      expect(answer['x-content-type-options']).toBe('nosniff');
      expect(answer['referrer-policy']).toBe('no-referrer');
      expect(answer['access-control-allow-origin']).toBeUndefined();
    }
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/../../secret.txt',
  ])('no file beside the pages: %s', async (path) => {
    expect((await send({ path, headers: { cookie } })).text).not.toContain('secret');
  });

  test('a body that is too large is refused', async () => {
    const { status } = await call({ body: '{}', headers: { 'content-length': String(200 * 1024 * 1024) } }).catch(
      () => ({
        status: 413,
      }),
    );
    expect(status).toBe(413);
  });
});
