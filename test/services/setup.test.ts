import { describe, expect, it } from 'vitest';
import type { AppErrorData } from '#contract/app-error';
import type { BucketCheck } from '#contract/bucket';
import type { CredentialCheck, Profile } from '#contract/credentials';
import type { SandboxStatus } from '#contract/sandbox';
import { Workspace } from '#contract/workspace';
import { createFiles } from '#main/adapters/files/index';
import { AppError } from '#main/domain/app-error';
import { SetupService } from '#main/services/setup';
import { WorkspaceService } from '#main/services/workspaces';

const READY: SandboxStatus = {
  state: 'running',
  server: 'versitygw',
  endpoint: 'http://127.0.0.1:9000',
  bucket: 'sandbox',
  prefix: 'vivarium',
  data_folder: '/data',
  detached: false,
  python: { interpreter: '/usr/bin/python3', version: '3.11.7', environment_ready: true },
  sample_ready: true,
};
const NOTHING: SandboxStatus = {
  ...READY,
  state: 'stopped',
  server: null,
  endpoint: null,
  sample_ready: false,
  python: { interpreter: null, version: null, environment_ready: false },
};
const AWS = Workspace.parse({
  format: 1,
  name: 'flu',
  kind: 'aws',
  region: 'us-east-1',
  bucket: 'test-bucket',
  prefix: '',
});

interface Setting {
  workspace?: Workspace;
  status?: SandboxStatus;
  httpfs?: string | null;
  who?: () => Promise<CredentialCheck>;
  profile?: Profile;
  bucket?: Partial<BucketCheck>;
  only?: string;
}

async function check({ workspace, status = READY, httpfs = '/cache/httpfs', ...setting }: Setting) {
  class Fixed extends WorkspaceService {
    override resolve(name?: string) {
      return workspace ? Promise.resolve(workspace) : super.resolve(name);
    }
  }
  const paths = { config: '/nowhere', data: '/nowhere', cache: '/nowhere', logs: '/nowhere' };
  const found: BucketCheck = {
    name: 'test-bucket', problems: [], concerns: [], suggestions: [], state: 'mine', detail: 'There.', region: 'us-east-1', warning: null, ...setting.bucket,
  }; // prettier-ignore
  const pair = { name: 'k', id: 'key-1', type: 'rsa' as const, fingerprint: 'x', region: 'us-east-1', created_at: null, private_key: '/k.pem' }; // prettier-ignore
  const setup = new SetupService({
    workspaces: new Fixed({ platform: { paths, log: () => {} }, files: createFiles() }),
    sandbox: { status: () => Promise.resolve(status) },
    credentials: {
      check: setting.who ?? (() => Promise.resolve(WHO)),
      profiles: () =>
        Promise.resolve({
          profiles: setting.profile ? [setting.profile] : [],
          environment: { keys: false, profile: null, region: null, endpoint: null },
          files: { config: '', credentials: '' },
        }),
    },
    buckets: { check: () => Promise.resolve(found) },
    keys: { list: () => Promise.resolve([pair]) },
    findHttpfs: () => Promise.resolve(httpfs),
  });
  const { ready, checks } = await setup.check({ only: setting.only });
  return { ready, states: Object.fromEntries(checks.map(({ id, state }) => [id, state])), checks };
}

describe('of the sandbox', () => {
  it('is ready when all is there', async () => {
    const { ready, states } = await check({});
    expect(ready).toBe(true);
    expect(states).toEqual({ python: 'ok', environment: 'ok', server: 'ok', sample: 'ok', httpfs: 'ok' });
  });

  it('says what is missing and what mends it', async () => {
    const { ready, states, checks } = await check({ status: NOTHING, httpfs: null });
    expect(ready).toBe(false);
    expect(states).toEqual({
      python: 'missing',
      environment: 'missing',
      server: 'missing',
      sample: 'unknown',
      httpfs: 'warning',
    });
    expect(checks.find(({ id }) => id === 'server')).toMatchObject({
      fix: 'start-sandbox',
      command: 'vivarium-aws sandbox start',
    });
    expect(checks.find(({ id }) => id === 'python')?.advice).toContain('Install Python');
  });

  it('is ready without the extension, which the first query gets', async () => {
    expect((await check({ httpfs: null })).ready).toBe(true);
  });
});

const WHO: CredentialCheck = {
  profile: 'lab', source: 'the profile lab (keys in a file)', region: 'us-east-1', expires_at: null, warnings: [], missing: [],
  identity: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann', kind: 'user', name: 'ann' },
  permissions: [{ action: 's3:PutObject', purpose: 'x', area: 'storage', state: 'allowed' }, { action: 'ec2:RunInstances', purpose: 'x', area: 'clusters', state: 'unknown' }],
}; // prettier-ignore
const failing = (data: Partial<AppErrorData>) => () => Promise.reject(new AppError({ code: 'denied', doing: 'x', message: 'It is so.', ...data })); // prettier-ignore

describe('of an AWS workspace', () => {
  it('is ready with credentials, permissions, bucket and key pair', async () => {
    const { ready, states, checks } = await check({ workspace: { ...AWS, key_pair: 'k' } });
    expect(states).toEqual({ credentials: 'ok', permissions: 'ok', bucket: 'ok', key: 'ok', httpfs: 'ok' });
    expect(ready).toBe(true);
    expect(checks[0]?.detail).toBe('ann in account 123456789012, from the profile lab (keys in a file).');
    expect(checks[1]?.detail).toContain('Of 1 it is not known');
  });

  it('does not call missing what it could not ask', async () => {
    const who = failing({ code: 'unreachable', message: 'AWS does not answer.' });
    const { states, checks } = await check({ workspace: AWS, who });
    expect(states).toEqual({ credentials: 'unknown', permissions: 'unknown', bucket: 'unknown', key: 'unknown', httpfs: 'ok' }); // prettier-ignore
    expect(checks[0]?.fix).toBeNull();
  });

  it.each([
    ['keys', false, 'add-credentials'],
    ['sso', false, 'sign-in'],
    ['role', true, 'enter-mfa'],
  ] as const)('offers what mends credentials from %s', async (source, mfa, fix) => {
    const profile: Profile = { name: 'lab', source, mfa, region: null, account: null, role: null, notes: [] };
    const { ready, checks } = await check({ workspace: { ...AWS, profile: 'lab' }, who: failing({}), profile });
    expect(ready).toBe(false);
    expect(checks[0]).toMatchObject({ state: 'failed', detail: 'It is so.', fix });
  });

  it('warns of root, and names what is not allowed', async () => {
    const root = { ...WHO, warnings: [{ message: 'Root!', advice: 'Do not.' }] };
    expect((await check({ workspace: AWS, who: () => Promise.resolve(root) })).checks[0]).toMatchObject({ state: 'warning', fix: 'show-policy' }); // prettier-ignore
    const weak = { ...WHO, missing: ['s3:PutObject'], permissions: [{ action: 's3:PutObject', purpose: 'x', area: 'storage' as const, state: 'denied' as const }] }; // prettier-ignore
    expect((await check({ workspace: AWS, who: () => Promise.resolve(weak) })).checks[1]).toMatchObject({ state: 'failed', detail: 'Not allowed: s3:PutObject.', fix: 'show-policy' }); // prettier-ignore
  });

  it.each([
    ['free', 'us-east-1', 'missing', 'create-bucket'],
    ['taken', null, 'failed', 'edit-workspace'],
    ['denied', null, 'failed', 'edit-workspace'],
    ['mine', 'eu-west-1', 'failed', 'edit-workspace'],
  ] as const)('says of a bucket that is %s (in %s) that it is %s', async (state, region, line, fix) => {
    const { checks } = await check({ workspace: AWS, bucket: { state, region } });
    expect(checks.find(({ id }) => id === 'bucket')).toMatchObject({ state: line, fix });
  });

  it('checks one line again', async () => {
    expect((await check({ workspace: AWS, only: 'bucket' })).checks.map(({ id }) => id)).toEqual(['bucket']);
  });

  it('asks an S3-compatible store for its bucket only', async () => {
    const workspace = { ...AWS, endpoint: 'http://127.0.0.1:9000' };
    const { states } = await check({ workspace, who: () => Promise.resolve({ ...WHO, identity: null }) });
    expect(states).toEqual({ credentials: 'ok', bucket: 'ok', httpfs: 'ok' });
  });
});
