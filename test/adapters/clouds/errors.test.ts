import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createCloud } from '#main/adapters/clouds/index';
import type { AppError } from '#main/domain/app-error';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/planted';
const TOKEN = 'IQoJb3JpZ2luX2VjEplantedtoken';
const KEYS = { accessKeyId: 'ASIAPLANTED000000000', secretAccessKey: SECRET, sessionToken: TOKEN };

interface Answer {
  status: number;
  name: string;
  date?: Date;
  headers?: Record<string, string>;
}

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A server that says what AWS's say on the wire, in the shape of each service; counts the requests. */
async function answering(answer: (request: IncomingMessage) => Answer) {
  const seen: string[] = [];
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { status, name, date, headers } = answer(request);
    // As AWS does, the message quotes what was sent.
    const message = `canonical ${TOKEN} ${SECRET}`;
    const service = /\/([a-z0-9]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1];
    const bodies: Record<string, string> = {
      s3: `<Error><Code>${name}</Code><Message>${message}</Message></Error>`,
      ec2: `<Response><Errors><Error><Code>${name}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
      sts: `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    };
    response.writeHead(status, { date: (date ?? new Date()).toUTCString(), 'content-type': 'text/xml', ...headers });
    const good = '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>';
    response.end(request.method === 'HEAD' ? undefined : status === 200 ? good : (bodies[service ?? ''] ?? ''));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ENDPOINT_URL = endpoint;
  const cloud = createCloud({ region: 'us-east-1', profile: null, credentials: () => Promise.resolve(KEYS), s3Endpoint: endpoint }); // prettier-ignore
  return { cloud, seen };
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: AppError) => error,
  );
}

const HOUR = 3_600_000;

describe('each trouble has its own sentence, and is not tried again and again', () => {
  test.each<[string, 'sts' | 'ec2' | 's3', Answer, string, string]>([
    ['wrong key', 'sts', { status: 403, name: 'InvalidClientTokenId' }, 'denied', 'AWS does not know this access key.'],
    ['wrong key', 'ec2', { status: 401, name: 'AuthFailure' }, 'denied', 'AWS does not know this access key.'],
    ['wrong key', 's3', { status: 403, name: 'InvalidAccessKeyId' }, 'denied', 'AWS does not know this access key.'],
    ['wrong secret', 'sts', { status: 403, name: 'SignatureDoesNotMatch' }, 'denied', 'The secret access key does not fit the access key.'],
    ['expired token', 'sts', { status: 400, name: 'ExpiredToken' }, 'denied', 'The credentials have expired.'],
    ['expired token', 's3', { status: 400, name: 'ExpiredToken' }, 'denied', 'The credentials have expired.'],
    ['expired token', 'ec2', { status: 400, name: 'ExpiredTokenException' }, 'denied', 'The credentials have expired.'],
    ['clock skew', 's3', { status: 403, name: 'RequestTimeTooSkewed', date: new Date(Date.now() + HOUR) }, 'denied', "This computer's clock differs too much from that of AWS."],
    ['clock skew', 'ec2', { status: 400, name: 'RequestExpired', date: new Date(Date.now() - HOUR) }, 'denied', "This computer's clock differs too much from that of AWS."],
    ['clock skew that STS calls a wrong signature', 'sts', { status: 403, name: 'SignatureDoesNotMatch', date: new Date(Date.now() + HOUR) }, 'denied', "This computer's clock differs too much from that of AWS."],
    ['denied action', 'ec2', { status: 403, name: 'UnauthorizedOperation' }, 'denied', 'The credentials are good, but they do not permit this.'],
    ['denied action', 's3', { status: 403, name: 'AccessDenied' }, 'denied', 'The credentials are good, but they do not permit this.'],
    ['region turned off', 'ec2', { status: 403, name: 'OptInRequired' }, 'bad-input', 'This region is not turned on in the account, or there is no such region.'],
    ['throttled', 'ec2', { status: 503, name: 'RequestLimitExceeded' }, 'unreachable', 'AWS asks for fewer requests at the moment.'],
    ['what nobody has heard of', 'sts', { status: 418, name: 'TeapotException' }, 'failed', 'AWS refused it (TeapotException, 418).'],
  ])('%s, of %s', async (_, service, answer, code, message) => {
    const { cloud, seen } = await answering(() => answer);
    const calls = { sts: () => cloud.identity(), ec2: () => cloud.keys.list(), s3: () => cloud.buckets.list() };
    const error = await failure(calls[service]());
    expect(error.data).toMatchObject({ code, message });
    expect(error.data.advice).toBeTruthy();
    expect(seen.length).toBeLessThanOrEqual(3);
    const told = JSON.stringify([error.data, error.message, error.stack, String(error.cause), (error.cause as Error | undefined)?.stack, Object.entries(error.cause ?? {})]); // prettier-ignore
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain(TOKEN);
  }); // prettier-ignore

  test.each<[string, Answer, string, string]>([
    ['name taken', { status: 409, name: 'BucketAlreadyExists' }, 'already-there', 'Somebody else has a bucket of that name; names are shared by all of AWS.'],
    ['one’s own', { status: 409, name: 'BucketAlreadyOwnedByYou' }, 'already-there', 'You have a bucket of that name already.'],
    ['wrong region', { status: 400, name: 'IllegalLocationConstraintException' }, 'bad-input', 'S3 does not make buckets in this region from here.'],
    ['too many', { status: 400, name: 'TooManyBuckets' }, 'denied', 'The account has as many buckets as it may have.'],
  ])('a new bucket: %s', async (_, answer, code, message) => {
    const { cloud, seen } = await answering(() => answer);
    const options = { region: 'eu-west-1', versioning: false, abortDays: 7 };
    expect((await failure(cloud.buckets.create('a-name', options))).data).toMatchObject({ code, message });
    expect(seen).toHaveLength(1);
  }); // prettier-ignore

  test('a bucket of another, in another region', async () => {
    const { cloud } = await answering((request) =>
      request.url?.startsWith('/a-name')
        ? { status: 403, name: 'AccessDenied', headers: { 'x-amz-bucket-region': 'ap-south-1' } }
        : { status: 200, name: '' },
    );
    expect(await cloud.buckets.find('a-name')).toEqual({ state: 'taken', region: 'ap-south-1' });
  });

  test('one’s own bucket in another region', async () => {
    const { cloud } = await answering((request) =>
      request.headers.authorization?.includes('/ap-south-1/')
        ? { status: 200, name: '' }
        : { status: 301, name: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'ap-south-1' } },
    );
    expect(await cloud.buckets.find('a-name')).toEqual({ state: 'mine', region: 'ap-south-1' });
  });

  test('whose bucket it is may not be asked', async () => {
    const { cloud } = await answering(() => ({ status: 403, name: 'AccessDenied' }));
    expect((await cloud.buckets.find('a-name')).state).toBe('denied');
  });

  test('no network', async () => {
    const { cloud } = await answering(() => ({ status: 200, name: '' }));
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    server = undefined;
    const began = Date.now();
    const { data } = await failure(cloud.identity());
    expect(data).toMatchObject({ code: 'unreachable', message: 'AWS does not answer: there may be no network.', retry: true }); // prettier-ignore
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});

test('IAM’s simulation decides where it may be asked', async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const actions = [...new URLSearchParams(body).entries()].filter(([name]) => name.startsWith('ActionNames')).map(([, value]) => value); // prettier-ignore
      const members = actions.map((action) => `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${action === 's3:PutObject' ? 'explicitDeny' : 'allowed'}</EvalDecision></member>`); // prettier-ignore
      response.writeHead(actions.length > 0 ? 200 : 500, { 'content-type': 'text/xml' });
      response.end(`<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${members.join('')}</EvaluationResults><IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`); // prettier-ignore
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ENDPOINT_URL = endpoint;
  const cloud = createCloud({ region: 'us-east-1', profile: null, credentials: () => Promise.resolve(KEYS), s3Endpoint: endpoint }); // prettier-ignore
  const needed = ['s3:PutObject', 's3:DeleteObject'].map((action) => ({ action, purpose: '', area: 'storage' as const, resource: 'objects' as const })); // prettier-ignore
  const about = { bucket: 'b', account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' };
  expect(await cloud.permitted(needed, about)).toEqual(['denied', 'allowed']);
});
