import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SignIn } from '#contract/credentials';
import { Workspace } from '#contract/workspace';
import { createCloud } from '#main/adapters/clouds/index';
import { createFiles } from '#main/adapters/files/index';
import { createIdentities } from '#main/adapters/identities/index';
import { createStore } from '#main/adapters/stores/index';
import { s3Uri } from '#main/domain/s3-uri';
import { CredentialService } from '#main/services/credentials';
import { makeRole, makeUser, type TestKeys } from '../support/aws-account.ts';
import { type Emulator, hasEmulator, startEmulator } from '../support/aws-emulator.ts';
import { type AwsHome, useAwsHome } from '../support/aws-home.ts';
import { SSO_KEYS, SSO_TOKEN, startSsoServer } from '../support/sso-server.ts';

let user: AwsHome;
let home: string;
beforeAll(() => {
  user = useAwsHome();
  home = user.path;
});
beforeEach(() => user.clear());
afterAll(() => user.restore());

function broker(profile: string | null = null, more: Partial<Workspace> = {}) {
  const workspace = Workspace.parse({ format: 1, name: 'w', kind: 'aws', region: 'us-east-1', bucket: 'a-bucket', prefix: '', profile, ...more }); // prettier-ignore
  const service = new CredentialService({
    files: createFiles(),
    identities: createIdentities(),
    workspaces: { resolve: () => Promise.resolve(workspace) },
    cloud: (access) => Promise.resolve(createCloud(access)),
  });
  const keys = async () => (await service.connection(workspace)).credentials();
  return { service, workspace, keys };
}

const write = (file: 'config' | 'credentials', text: string) => writeFileSync(join(home, '.aws', file), text);

describe('where credentials come from', () => {
  test('the environment, before the default profile', async () => {
    write('credentials', '[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n');
    expect((await broker().keys()).accessKeyId).toBe('AKIAFILE');
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' });
    expect((await broker().keys()).accessKeyId).toBe('AKIAENV');
    expect((await broker('default').keys()).accessKeyId).toBe('AKIAFILE');
  });

  test('files that change are read again', async () => {
    write('credentials', '[lab]\naws_access_key_id = ONE\naws_secret_access_key = s\n');
    const { keys, service } = broker('lab');
    expect((await keys()).accessKeyId).toBe('ONE');
    await service.add({ profile: 'lab', access_key_id: 'TWO', secret_access_key: 's', replace: true });
    expect((await keys()).accessKeyId).toBe('TWO');
  });

  test.each([
    ['nobody', '', 'There are no AWS credentials on this computer.'],
    ['a profile without any', '[profile lab]\nregion = x\n', 'The profile lab has no credentials.'],
    ['a program that fails', '[profile lab]\ncredential_process = false\n', 'The credential_process of the profile gave no credentials.'],
    ['a sign-in that never was', '[profile lab]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = R\n', 'The sign-in has ended, or there was none.'],
    ['a role that starts from nothing', '[profile lab]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = none\n[profile none]\nregion = x\n', 'The role cannot be taken on: what it starts from has no credentials.'],
  ])('%s: it is said in plain words', async (_, config, message) => {
    write('config', config);
    await expect(broker(config === '' ? null : 'lab').keys()).rejects.toMatchObject({ data: { code: 'denied', message } });
  }); // prettier-ignore

  test('profiles are described without their keys', async () => {
    write('credentials', '[default]\naws_access_key_id = AKIAHIDDEN\naws_secret_access_key = hiddenhidden\n[default]\naws_session_token = hiddentoken\n'); // prettier-ignore
    write('config', '[profile lab]\nregion_name = eu-west-1\ncredential_process = /bin/secret --password hiddenpass\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/team/Admin\nsource_profile = default\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n'); // prettier-ignore
    const list = await broker().service.profiles();
    expect(list.profiles).toMatchObject([
      { name: 'default', source: 'keys', notes: [expect.stringContaining('more than once')] },
      { name: 'admin', source: 'role', role: 'Admin', account: '123456789012', mfa: true },
      { name: 'lab', source: 'process', region: 'eu-west-1', notes: [expect.stringContaining('region_name')] },
    ]);
    expect(JSON.stringify(list)).not.toMatch(/hidden/i);
  });
});

describe('single sign-on', () => {
  test('a code to confirm, a token where the AWS tools keep it, and credentials', async () => {
    const server = await startSsoServer();
    Object.assign(process.env, { AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint, AWS_ENDPOINT_URL_SSO: server.endpoint });
    const { service, keys } = broker('work');
    try {
      await service.addSso({ profile: 'work', start_url: 'https://x.awsapps.com/start', sso_region: 'us-east-1', account: '123456789012', role: 'R' }); // prettier-ignore
      const steps: SignIn[] = [];
      for await (const step of service.signIn({ profile: 'work' })) {
        steps.push(step);
        server.confirm();
      }
      expect(steps).toMatchObject([
        { state: 'waiting', code: 'ABCD-EFGH' },
        { state: 'done', profile: 'work' },
      ]);
      expect(JSON.stringify(steps)).not.toContain(SSO_TOKEN);
      const [file = ''] = readdirSync(join(home, '.aws', 'sso', 'cache'));
      const path = join(home, '.aws', 'sso', 'cache', file);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ startUrl: 'https://x.awsapps.com/start', region: 'us-east-1', accessToken: SSO_TOKEN, expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) }); // prettier-ignore
      expect((await keys()).accessKeyId).toBe(SSO_KEYS.accessKeyId);
    } finally {
      await server.close();
    }
  });

  test('it can be given up', async () => {
    const server = await startSsoServer();
    Object.assign(process.env, { AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint });
    write('config', '[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = R\n[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n'); // prettier-ignore
    const ended = new AbortController();
    const steps = broker('work').service.signIn({ profile: 'work' }, ended.signal);
    expect((await steps.next()).value).toMatchObject({ state: 'waiting' });
    ended.abort();
    await expect(steps.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(home, '.aws', 'sso'))).toBe(false);
    await server.close();
  });
});

describe.skipIf(!hasEmulator)('roles and credentials that end, on the emulator', () => {
  let emulator: Emulator;
  let ann: TestKeys;
  beforeAll(async () => {
    emulator = await startEmulator();
    ann = await makeUser(emulator, 'ann', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }); // prettier-ignore
  });
  afterAll(() => emulator.stop());
  beforeEach(() => {
    process.env.AWS_ENDPOINT_URL = emulator.endpoint;
  });

  test('a role is taken on', async () => {
    const role = await makeRole(emulator, 'Researcher');
    write(
      'credentials',
      `[base]\naws_access_key_id = ${ann.accessKeyId}\naws_secret_access_key = ${ann.secretAccessKey}\n`,
    );
    write('config', `[profile lab]\nrole_arn = ${role}\nsource_profile = base\n`);
    const { service, keys } = broker('lab');
    expect((await keys()).sessionToken).toBeTruthy();
    expect(await service.check({ permissions: false })).toMatchObject({
      identity: { kind: 'role', name: 'Researcher' }, source: 'the profile lab (a role)', expires_at: expect.any(String),
    }); // prettier-ignore
  });

  test('a role that wants an MFA code: it is asked for, and its session is kept as the AWS command line keeps it', async () => {
    const role = await makeRole(emulator, 'Careful');
    write(
      'credentials',
      `[base]\naws_access_key_id = ${ann.accessKeyId}\naws_secret_access_key = ${ann.secretAccessKey}\n`,
    );
    write('config', `[profile lab]\nrole_arn = ${role}\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/ann\n`); // prettier-ignore
    const { service, keys } = broker('lab');
    await expect(keys()).rejects.toMatchObject({ data: { code: 'denied', message: 'The role wants a code of the MFA device ann.' } }); // prettier-ignore
    const { expires_at } = await service.unlock({ code: '123456' });
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
    const mine = await keys();
    const folder = join(home, '.aws', 'cli', 'cache');
    const [file = ''] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    // Another process of the app finds the session.
    expect((await broker('lab').keys()).accessKeyId).toBe(mine.accessKeyId);
  });

  test('credentials that end while they are used are renewed: no call fails', async () => {
    const program = join(home, 'process');
    const log = join(home, 'asked');
    writeFileSync(program, `#!/bin/sh\necho x >> ${log}\nend=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)\necho "{\\"Version\\":1,\\"AccessKeyId\\":\\"${ann.accessKeyId}\\",\\"SecretAccessKey\\":\\"${ann.secretAccessKey}\\",\\"Expiration\\":\\"$end\\"}"\n`); // prettier-ignore
    chmodSync(program, 0o755);
    write('config', `[profile lab]\ncredential_process = ${program}\n`);
    const { service, workspace } = broker('lab');
    const connection = await service.connection(workspace);
    const ends = new Set<number>();
    const store = createStore({
      ...connection,
      credentials: async () => {
        const found = await connection.credentials();
        // What is signed with holds at the moment of signing.
        expect(found.expiration?.getTime()).toBeGreaterThan(Date.now());
        ends.add(found.expiration?.getTime() ?? 0);
        return found;
      },
    });
    const cloud = await service.cloud(workspace);
    await cloud.buckets.create('a-bucket', { region: 'us-east-1', versioning: false, abortDays: 7 });
    const uri = s3Uri('a-bucket', 'big.hdf');
    const { uploadId } = await store.multipart.begin(uri);
    const parts = [];
    const body = new Uint8Array(5 * 2 ** 20);
    const until = Date.now() + 8_000;
    for (let number = 1; Date.now() < until; number++) {
      parts.push(await store.multipart.part(uri, uploadId, number, body));
      await sleep(500);
    }
    await store.multipart.complete(uri, uploadId, parts);
    expect((await store.head(uri))?.size).toBe(parts.length * body.byteLength);
    cloud.close();
    expect(ends.size).toBeGreaterThanOrEqual(3);
    // Renewed when needed, not at each call.
    const asked = readFileSync(log, 'utf8').split('\n').length - 1;
    expect(asked).toBeLessThanOrEqual(8);
  });
});
