import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastPolicy } from '#main/domain/iam-policy';
import { makeUser, type TestKeys } from '../support/aws-account.ts';
import { ACCOUNT, type Emulator, hasEmulator, startEmulator } from '../support/aws-emulator.ts';
import { type AwsHome, useAwsHome } from '../support/aws-home.ts';
import { cli } from '../support/cli.ts';

const BUCKET = 'flu-heron-opal-4712';
const REGION = 'eu-west-1';
const COMMENT =
  '# the team’s own, leave it\n[team]\naws_access_key_id=AKIATEAM   ; old\naws_secret_access_key = teamsecretteamsecret\n';

/** A researcher's way from nothing to ready, on the command line, with nothing but the least policy. */
describe.skipIf(!hasEmulator)('a session on AWS', () => {
  let emulator: Emulator;
  let ann: TestKeys;
  let home: string;
  const outputs: string[] = [];
  let user: AwsHome;

  const run = async (...args: string[]) => {
    const result = await cli(join(home, 'app'), args);
    outputs.push(result.stdout, result.stderr);
    return result;
  };
  const json = async (...args: string[]) => {
    const result = await run(...args, '--json');
    expect(result.stderr).toBe('');
    return JSON.parse(result.stdout) as Record<string, unknown>;
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    user = useAwsHome();
    home = user.path;
    process.env.AWS_ENDPOINT_URL = emulator.endpoint;
    writeFileSync(join(home, '.aws', 'credentials'), COMMENT);
    ann = await makeUser(emulator, 'ann', leastPolicy({ bucket: BUCKET, region: REGION, account: ACCOUNT, clusters: true })); // prettier-ignore
    await emulator.enforce();
  });
  afterAll(async () => {
    await emulator.stop();
    user.restore();
  });

  test('keys go from standard input to the credentials file, and nothing else of it changes', async () => {
    const input = `export AWS_ACCESS_KEY_ID="${ann.accessKeyId}"\nexport AWS_SECRET_ACCESS_KEY="${ann.secretAccessKey}"\n`;
    const args = ['credentials', 'add', 'work', '--region', REGION, '--json'];
    const added = await cli(join(home, 'app'), args, input);
    outputs.push(added.stdout, added.stderr);
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    const path = join(home, '.aws', 'credentials');
    expect(readFileSync(path, 'utf8')).toBe(`${COMMENT}\n[work]\naws_access_key_id = ${ann.accessKeyId}\naws_secret_access_key = ${ann.secretAccessKey}\n`); // prettier-ignore
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, '.aws', 'config'), 'utf8')).toBe(`[profile work]\nregion = ${REGION}\n`);
    const again = await cli(join(home, 'app'), args, input);
    outputs.push(again.stdout, again.stderr);
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.stderr)).toMatchObject({ code: 'already-there' });
    expect(JSON.stringify(await json('credentials', 'profiles'))).toContain('"work"');
  });

  test('a workspace, and what is still missing in it', async () => {
    await json('workspace', 'create', 'flu', '--bucket', BUCKET, '--region', REGION, '--profile', 'work', '--use');
    const { exitCode, stdout } = await run('setup', 'check', '--json');
    expect(exitCode).toBe(1);
    const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string; fix: string | null }[] };
    expect(checks.find(({ id }) => id === 'credentials')).toMatchObject({ state: 'ok' });
    expect(checks.find(({ id }) => id === 'permissions')).toMatchObject({ state: 'ok' });
    expect(checks.find(({ id }) => id === 'bucket')).toMatchObject({ state: 'missing', fix: 'create-bucket' });
  });

  test('who am I, and the policy as IAM takes it', async () => {
    expect(await json('credentials', 'check')).toMatchObject({ identity: { account: ACCOUNT, kind: 'user', name: 'ann' }, missing: [] }); // prettier-ignore
    expect(await json('credentials', 'policy')).toEqual(JSON.parse(JSON.stringify(leastPolicy({ bucket: BUCKET, region: REGION, account: ACCOUNT, clusters: true })))); // prettier-ignore
  });

  test('names of buckets, and a bucket', async () => {
    const bad = await run('bucket', 'check', 'My_Bucket', '--json');
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ state: 'unknown', suggestions: [expect.any(String), expect.any(String), expect.any(String)] }); // prettier-ignore
    expect(await json('bucket', 'check', BUCKET)).toMatchObject({ state: 'free' });
    expect((await json('bucket', 'create', BUCKET)).steps).not.toContainEqual(
      expect.objectContaining({ state: 'failed' }),
    );
    expect(await json('bucket', 'check', BUCKET)).toMatchObject({ state: 'mine', region: REGION });
    expect((await run('bucket', 'create', BUCKET)).exitCode).toBe(1);
    expect(JSON.stringify(await json('bucket', 'list'))).toContain(BUCKET);
  });

  test('a key pair: its private half is in one file, for this user only', async () => {
    const made = await json('key', 'create', 'flu');
    const path = join(home, '.ssh', 'flu.pem');
    expect(made).toMatchObject({ name: 'flu', type: 'ed25519', region: REGION, private_key: path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.ssh')).mode & 0o777).toBe(0o700);
    expect((await run('key', 'create', 'flu', '--json')).exitCode).toBe(1);
  });

  test('a key of one’s own is imported and matched by its fingerprint, also from another region', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]);
    const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(Buffer.from(e, 'base64url')), field(Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]))]); // prettier-ignore
    const path = join(home, '.ssh', 'id_rsa');
    writeFileSync(path, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    writeFileSync(`${path}.pub`, `ssh-rsa ${blob.toString('base64')} ann\n`);
    expect((await run('key', 'import', 'own', path, '--json')).exitCode).toBe(2);
    expect(await json('key', 'import', 'own', `${path}.pub`)).toMatchObject({ name: 'own', private_key: path });
    expect(await json('key', 'match', path)).toMatchObject({ pair: { name: 'own', region: REGION }, note: null });
    expect(JSON.stringify(await json('key', 'list'))).toContain('id_rsa');
    await json('workspace', 'create', 'flu', '--bucket', BUCKET, '--region', REGION, '--profile', 'work', '--key-pair', 'own', '--replace'); // prettier-ignore
  });

  test('ready: data goes up and down', async () => {
    const { exitCode, stdout } = await run('setup', 'check');
    expect(stdout).toContain('Ready.');
    expect(exitCode).toBe(0);
    const file = join(home, 'small.hdf');
    writeFileSync(file, 'content of an artifact');
    await json('data', 'cp', file);
    expect(JSON.stringify(await json('data', 'ls', `s3://${BUCKET}/vivarium/artifacts/`))).toContain('small.hdf');
    expect(await json('data', 'verify', `s3://${BUCKET}/vivarium/artifacts/small.hdf`)).toMatchObject({ ok: true });
  });

  test('a workspace is passed on without its profile', async () => {
    const { text } = await json('workspace', 'export', 'flu');
    expect(text).not.toContain('work');
    const file = join(home, 'flu.yaml');
    writeFileSync(file, String(text));
    expect(await json('workspace', 'import', file, '--name', 'flu-2', '--profile', 'work')).toMatchObject({ name: 'flu-2', bucket: BUCKET, profile: 'work' }); // prettier-ignore
    expect(await json('workspace', 'remove', 'flu-2', '--yes')).toEqual({ removed: true });
  });

  test('troubles: each in one plain sentence', async () => {
    const wrong = {
      aws_access_key_id: ann.accessKeyId,
      aws_secret_access_key: `${ann.secretAccessKey.slice(0, -2)}xx`,
    };
    const input = Object.entries(wrong).map(([name, value]) => `${name}=${value}`).join('\n'); // prettier-ignore
    const added = await cli(join(home, 'app'), ['credentials', 'add', 'wrong'], input);
    outputs.push(added.stdout, added.stderr);
    await json('workspace', 'create', 'wrong', '--bucket', BUCKET, '--region', REGION, '--profile', 'wrong');
    await json('workspace', 'create', 'gone', '--bucket', BUCKET, '--region', REGION, '--profile', 'wrk');
    const error = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stderr) as { message: string; advice: string }; // prettier-ignore
    expect((await error('credentials', 'check', '--workspace', 'wrong')).message).toBe('The secret access key does not fit the access key.'); // prettier-ignore
    expect(await error('credentials', 'check', '--workspace', 'gone')).toMatchObject({ message: 'There is no profile wrk in the AWS files.', advice: 'Did you mean work?' }); // prettier-ignore
    expect((await error('data', 'ls', '--workspace', 'wrong')).message).toContain('access key');
    expect((await error('credentials', 'check', '--workspace', 'sandbox')).message).toContain('sandbox');
  });

  test('no secret was printed, logged or kept anywhere but where AWS tools look for it', () => {
    const privateKey = readFileSync(join(home, '.ssh', 'flu.pem'), 'utf8').split('\n')[2] ?? '';
    expect(privateKey.length).toBeGreaterThan(30);
    const secrets = [ann.secretAccessKey, ann.secretAccessKey.slice(0, -2), 'teamsecretteamsecret', privateKey];
    const files = readdirSync(join(home, 'app'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()); // prettier-ignore
    const contents = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(files.map(({ name }) => name)).toContain('app.log');
    for (const text of [...outputs, ...contents]) for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
