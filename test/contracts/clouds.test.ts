import { GetBucketEncryptionCommand, GetBucketLifecycleConfigurationCommand, GetBucketVersioningCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3'; // prettier-ignore
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '#main/adapters/clouds/index';
import type { Cloud } from '#main/adapters/clouds/port';
import { leastPolicy } from '#main/domain/iam-policy';
import { fingerprintsOf, normalFingerprint } from '#main/domain/key-fingerprint';
import { NEEDED } from '#main/domain/needed-permissions';
import { makeUser, type TestKeys } from '../support/aws-account.ts';
import { ACCOUNT, type Emulator, hasEmulator, startEmulator } from '../support/aws-emulator.ts';
import { requirePart } from '../support/parts.ts';
import { findServer, SERVERS, startServer, type TestServer } from '../support/s3-server.ts';

const REGION = 'eu-west-1';
const BUCKET = 'measles-heron-opal-4711';
const OWNER = { accessKeyId: 'owner', secretAccessKey: 'owner' };

describe.skipIf(!hasEmulator)('AWS, as its emulator has it', () => {
  let emulator: Emulator;
  const opened: Cloud[] = [];
  const before = process.env.AWS_ENDPOINT_URL;
  const cloud = (keys: TestKeys = OWNER, region = REGION) => {
    const made = createCloud({ region, profile: null, credentials: () => Promise.resolve(keys), s3Endpoint: emulator.endpoint }); // prettier-ignore
    opened.push(made);
    return made;
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    process.env.AWS_ENDPOINT_URL = emulator.endpoint;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
    for (const one of opened) one.close();
    await emulator.stop();
  });

  test('says who the caller is', async () => {
    expect((await cloud().identity()).account).toBe(ACCOUNT);
  });

  describe('buckets', () => {
    test('a new one is closed, encrypted, tidy, and in its region', async () => {
      expect(await cloud().buckets.find(BUCKET)).toEqual({ state: 'free', region: null });
      const steps = await cloud().buckets.create(BUCKET, { region: REGION, versioning: true, abortDays: 9 });
      expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
        'create done', 'block-public-access done', 'encryption done', 'versioning done', 'multipart-abort done',
      ]); // prettier-ignore
      const s3 = new S3Client({
        region: REGION,
        endpoint: emulator.endpoint,
        forcePathStyle: true,
        credentials: OWNER,
      });
      const Bucket = BUCKET;
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
      expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true,
      }); // prettier-ignore
      expect((await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256'); // prettier-ignore
      expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules?.[0]).toMatchObject({ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 9 } }); // prettier-ignore
      s3.destroy();
      expect(await cloud().buckets.find(BUCKET)).toEqual({ state: 'mine', region: REGION });
      expect((await cloud().buckets.list()).map(({ name }) => name)).toContain(BUCKET);
    });

    test('one that is there already is said so', async () => {
      const options = { region: REGION, versioning: false, abortDays: 7 };
      await expect(cloud().buckets.create(BUCKET, options)).rejects.toMatchObject({ data: { code: 'already-there' } });
    });

    test('one without versioning, in the first region', async () => {
      const name = `${BUCKET}-us`;
      const steps = await cloud(OWNER, 'us-east-1').buckets.create(name, { region: 'us-east-1', versioning: false, abortDays: 7 }); // prettier-ignore
      expect(steps.map(({ step }) => step)).not.toContain('versioning');
      expect(await cloud().buckets.find(name)).toEqual({ state: 'mine', region: 'us-east-1' });
    });
  });

  describe('key pairs', () => {
    test.each(['ed25519', 'rsa'] as const)('an %s pair is made, listed and deleted; its private half fits', async (type) => {
      const { pair, privateKey } = await cloud().keys.create(`pair-${type}`, type);
      expect(privateKey).toContain('PRIVATE KEY');
      expect(pair).toMatchObject({ name: `pair-${type}`, type });
      const [found] = (await cloud().keys.list()).filter(({ name }) => name === pair.name);
      expect(found).toMatchObject({ name: pair.name, fingerprint: pair.fingerprint });
      // The emulator's fingerprints of its own pairs are not EC2's, which test/domain/key-fingerprint is about.
      expect(fingerprintsOf(privateKey)).not.toEqual([]);
      expect(await cloud(OWNER, 'us-west-2').keys.list()).toEqual([]);
      await cloud().keys.remove(pair.name);
      expect((await cloud().keys.list()).map(({ name }) => name)).not.toContain(pair.name);
    }); // prettier-ignore

    test('a name that is there is said so', async () => {
      await cloud().keys.create('twice', 'rsa');
      await expect(cloud().keys.create('twice', 'rsa')).rejects.toMatchObject({ data: { code: 'already-there' } });
    });

    test('a public key is imported', async () => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
      const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]); // prettier-ignore
      const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(Buffer.from(e, 'base64url')), field(Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]))]); // prettier-ignore
      const text = `ssh-rsa ${blob.toString('base64')} me`;
      const pair = await cloud().keys.import('mine', text);
      expect(fingerprintsOf(text)).toEqual([normalFingerprint(pair.fingerprint)]);
      await expect(cloud().keys.import('broken', 'ssh-rsa AAAA')).rejects.toMatchObject({
        data: { code: 'bad-input' },
      });
    });
  });

  test('IAM takes the least policy as it is', async () => {
    const iam = new IAMClient({ region: 'us-east-1', endpoint: emulator.endpoint, credentials: OWNER });
    for (const clusters of [true, false]) {
      const policy = leastPolicy({ bucket: BUCKET, region: REGION, account: ACCOUNT, clusters });
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: `least-${clusters}`, PolicyDocument: JSON.stringify(policy) })); // prettier-ignore
      expect(Policy?.Arn).toContain('least');
    }
    iam.destroy();
  });

  describe('with IAM enforced', () => {
    let ann: TestKeys;
    let weak: TestKeys;
    let blindKeys: TestKeys;
    beforeAll(async () => {
      ann = await makeUser(emulator, 'ann', leastPolicy({ bucket: BUCKET, region: REGION, account: ACCOUNT, clusters: true })); // prettier-ignore
      weak = await makeUser(emulator, 'weak', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:ListBucket', 'ec2:DescribeKeyPairs'], Resource: '*' }] }); // prettier-ignore
      blindKeys = await makeUser(emulator, 'blind', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' }] }); // prettier-ignore
      await emulator.enforce();
    });

    const statesOf = async (keys: TestKeys) => {
      const { account, arn } = await cloud(keys).identity();
      const states = await cloud(keys).permitted(NEEDED, { bucket: BUCKET, account, arn });
      return Object.fromEntries(NEEDED.map(({ action }, index) => [action, states[index]]));
    };

    test('the least policy denies nothing that is needed', async () => {
      const states = await statesOf(ann);
      expect(Object.entries(states).filter(([, state]) => state === 'denied')).toEqual([]);
      // The emulator fails at an upload that it does not know, once it has allowed it.
      expect(states).toMatchObject({ 's3:GetObject': 'allowed', 'ec2:CreateKeyPair': 'allowed' }); // prettier-ignore
    });

    test('what is missing is named, and nothing was changed by asking', async () => {
      const keys = await cloud(ann).keys.list();
      const states = await statesOf(weak);
      expect(states).toMatchObject({
        's3:ListBucket': 'allowed', 's3:PutObject': 'denied', 's3:ListMultipartUploadParts': 'denied', 's3:GetBucketLocation': 'denied',
        'ec2:DescribeKeyPairs': 'allowed', 'ec2:CreateKeyPair': 'denied', 'ec2:ImportKeyPair': 'denied', 's3:DeleteObject': 'unknown',
      }); // prettier-ignore
      expect(await cloud(ann).keys.list()).toEqual(keys);
    });

    test('a denied action, a wrong key and a wrong secret each say so', async () => {
      await expect(cloud(weak).keys.create('no', 'rsa')).rejects.toMatchObject({ data: { code: 'denied', message: 'The credentials are good, but they do not permit this.' } }); // prettier-ignore
      const nobody = { accessKeyId: 'AKIANOBODYATALL', secretAccessKey: 'x' };
      const asNobody = cloud(nobody);
      for (const ask of [() => asNobody.identity(), () => asNobody.keys.list(), () => asNobody.buckets.find(BUCKET)])
        await expect(ask()).rejects.toMatchObject({ data: { code: 'denied', message: 'AWS does not know this access key.' } }); // prettier-ignore
      const wrong = { ...ann, secretAccessKey: 'x' };
      const asWrong = cloud(wrong);
      for (const ask of [() => asWrong.identity(), () => asWrong.buckets.list()])
        await expect(ask()).rejects.toMatchObject({ data: { code: 'denied', message: 'The secret access key does not fit the access key.' } }); // prettier-ignore
    });

    test('a bucket that may not be seen is not called free', async () => {
      expect((await cloud(weak).buckets.find(BUCKET)).state).toBe('mine');
      const blind = await cloud(blindKeys).buckets.find(BUCKET);
      expect(blind.state).toBe('denied');
      expect((await cloud(ann).buckets.find('nobody-has-this-4711')).state).not.toBe('mine');
    });
  });
});

const program = SERVERS.find((name) => findServer(name) !== null);
const hasServer = requirePart('An S3 server', program, 'install versitygw, see .ci/run');

describe.skipIf(!hasServer)('an S3-compatible store', () => {
  let server: TestServer;
  const cloud = (connection = server.connection) =>
    createCloud({ region: 'us-east-1', profile: null, credentials: connection.credentials, s3Endpoint: connection.endpoint }); // prettier-ignore
  beforeAll(async () => {
    server = await startServer(program ?? 'versitygw');
  });
  afterAll(() => server.stop());

  test('buckets are made, found and listed; what it does not know is said so', async () => {
    const { buckets } = cloud();
    expect((await buckets.find('new-study')).state).toBe('free');
    const steps = await buckets.create('new-study', { region: 'us-east-1', versioning: false, abortDays: 7 });
    expect(steps[0]).toMatchObject({ step: 'create', state: 'done' });
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect((await buckets.find('new-study')).state).toBe('mine');
    expect((await buckets.list()).map(({ name }) => name)).toContain('new-study');
  });

  test('permissions of storage are probed without leaving anything', async () => {
    const needed = NEEDED.filter(({ area }) => area === 'storage');
    const states = await cloud().permitted(needed, { bucket: server.bucket, account: '', arn: '' });
    expect(states).not.toContain('denied');
    expect(states[0]).toBe('allowed');
  });

  test('a stranger is told that the key is not known', async () => {
    await expect(cloud(server.stranger).buckets.list()).rejects.toMatchObject({ data: { code: 'denied' } });
  });
});
