import { describe, expect, it } from 'vitest';
import type { SandboxStatus } from '#contract/sandbox';
import { Workspace } from '#contract/workspace';
import { createFiles } from '#main/adapters/files/index';
import { createStore } from '#main/adapters/stores/index';
import { AppError } from '#main/domain/app-error';
import { SetupService } from '#main/services/setup';
import { WorkspaceService } from '#main/services/workspaces';
import { requirePart } from '../support/parts.ts';
import { findServer, nobody, startServer, type TestServer } from '../support/s3-server.ts';

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
  connection?: () => Promise<TestServer['connection']>;
}

async function check({ workspace, status = READY, httpfs = '/cache/httpfs', connection = nobody }: Setting) {
  class Fixed extends WorkspaceService {
    override resolve(name?: string) {
      return workspace ? Promise.resolve(workspace) : super.resolve(name);
    }
  }
  const paths = { config: '/nowhere', data: '/nowhere', cache: '/nowhere', logs: '/nowhere' };
  const setup = new SetupService({
    workspaces: new Fixed({ platform: { paths, log: () => {} }, files: createFiles() }),
    sandbox: { status: () => Promise.resolve(status) },
    connection,
    store: async () => createStore(await connection()),
    findHttpfs: () => Promise.resolve(httpfs),
  });
  const { ready, checks } = await setup.check({});
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

describe('of an AWS workspace', () => {
  it('does not call missing what it could not ask', async () => {
    expect((await check({ workspace: AWS })).states).toEqual({ credentials: 'ok', bucket: 'unknown', httpfs: 'ok' });
  });

  it('says that there are no credentials', async () => {
    const connection = async () => ({
      ...(await nobody()),
      credentials: () =>
        Promise.reject(new AppError({ code: 'denied', doing: 'x', message: 'The profile lab is not there.' })),
    });
    const { ready, states, checks } = await check({ workspace: AWS, connection });
    expect(ready).toBe(false);
    expect(states).toMatchObject({ credentials: 'failed', bucket: 'unknown' });
    expect(checks[0]?.detail).toBe('There are no usable credentials: The profile lab is not there.');
  });

  const there = requirePart('versitygw', findServer('versitygw'), 'install versitygw, see .ci/run');
  it.skipIf(!there)('asks the bucket', async () => {
    const server = await startServer('versitygw');
    try {
      const connection = () => Promise.resolve(server.connection);
      expect((await check({ workspace: AWS, connection })).states.bucket).toBe('ok');
      expect((await check({ workspace: { ...AWS, bucket: 'not-there' }, connection })).states.bucket).toBe('missing');
      expect(
        (await check({ workspace: AWS, connection: () => Promise.resolve(server.stranger) })).states.bucket,
      ).not.toBe('ok');
    } finally {
      await server.stop();
    }
  });
});
