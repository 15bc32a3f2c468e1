import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activity } from '#contract/activity';
import { AppErrorData } from '#contract/app-error';
import { appErrorOf } from '#contract/app-error-of';
import { type ApiHost, inProcess, overHttp, overMessagePort } from './api-hosts.ts';

/** What the call threw, as every user of the contract reads it. */
async function errorOf(call: Promise<unknown>): Promise<AppErrorData> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).not.toBeNull();
  // It must have come as data: what appErrorOf makes up for a transport is not meant.
  return AppErrorData.parse((thrown as { data?: unknown }).data);
}

// One API, three transports: what one answers, the others answer.
describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
  ['over a message port', overMessagePort],
])('the API %s', (_, open) => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await open();
  });
  afterAll(() => host.close());

  test('says what the app is', async () => {
    expect(await host.client.app.info()).toMatchObject({
      version: '0.0.0-test',
      host: host.app.services.platform.host,
      home: host.app.services.platform.paths.data,
    });
  });

  test('lists the workspaces', async () => {
    const { current, workspaces } = await host.client.workspace.list();
    expect(current).toBe('sandbox');
    expect(workspaces.map(({ name }) => name)).toEqual(['sandbox']);
  });

  test('fills in what the input leaves out', async () => {
    const { tasks } = await host.client.run.plan({ branches: 'input_draw_count: 2\nrandom_seed_count: 1\n' });
    expect(tasks.map(({ input_draw }) => input_draw)).toEqual([202, 170]);
  });

  test('carries bytes and files', async () => {
    const bytes = new Blob([new Uint8Array([0, 255, 10, 13])]);
    // The call comes as far as the service, which knows no such upload.
    const error = await errorOf(host.client.data.putPart({ upload: 'none', part: 1, bytes }));
    expect(error.code).toBe('not-found');
  });

  test('streams activities: at once, on change, until nobody listens', async () => {
    const seen: Activity['state'][] = [];
    const controller = new AbortController();
    const stream = await host.client.activity.watch(undefined, { signal: controller.signal });
    let finish = () => {};
    for await (const activities of stream) {
      const state = activities.at(-1)?.state;
      if (seen.length === 0 && state === undefined) {
        const work = new Promise<void>((resolve) => (finish = resolve));
        void host.app.services.activities.run({ kind: 'query', title: 'work' }, () => work);
        continue;
      }
      if (state !== undefined) seen.push(state);
      if (state === 'running') finish();
      if (state === 'done') break;
    }
    expect(seen).toEqual(['running', 'done']);
    controller.abort();
  });

  test('an aborted stream ends for both sides', async () => {
    const controller = new AbortController();
    const stream = await host.client.activity.watch(undefined, { signal: controller.signal });
    const first = await stream.next();
    expect(first.done).toBe(false);
    setTimeout(() => controller.abort(), 20);
    const ended = await drained(stream);
    expect(ended).toBe(true);
  });

  test('cancels an activity', async () => {
    const cancelled = host.app.services.activities.run(
      { kind: 'upload', title: 'endless' },
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const failure = cancelled.catch((error: unknown) => appErrorOf(error));
    const activity = host.app.services.activities.list().find(({ title }) => title === 'endless');
    expect(await host.client.activity.cancel({ id: activity?.id ?? '' })).toEqual({ cancelled: true });
    expect(await failure).toMatchObject({ code: 'interrupted' });
    expect(await host.client.activity.cancel({ id: 'unknown' })).toEqual({ cancelled: false });
  });

  describe('sends every error in the one shape:', () => {
    test('what is not there', async () => {
      expect(await errorOf(host.client.workspace.show({ name: 'nowhere' }))).toEqual({
        code: 'not-found',
        doing: 'opening the workspace nowhere',
        message: 'There is no workspace named nowhere.',
        advice: expect.stringContaining('workspace list'),
        retry: false,
      });
    });

    test('input that does not fit names its field in a sentence', async () => {
      const error = await errorOf(host.client.workspace.show({ name: 'NOT A NAME' }));
      expect(error).toMatchObject({ code: 'bad-input', retry: false });
      expect(error.message).toMatch(/^The value of "name" cannot be used: .+\.$/);
    });

    test.each([
      ['a number for a text', { run: 'latest', batch: 'three' }, 'batch'],
      ['a missing field', { run: 'latest' }, 'batch'],
    ])('%s', async (_, input, field) => {
      const error = await errorOf(host.client.run.logs(input as unknown as { batch: number }));
      expect(error.code).toBe('bad-input');
      expect(error.message).toContain(`"${field}"`);
      expect(error.message).not.toMatch(/undefined|zod|\n/i);
    });

    test('the branches that psimulate refuses, in its words', async () => {
      const error = await errorOf(host.client.run.plan({ branches: 'input_draw_count: 1001\n' }));
      expect(error.code).toBe('bad-input');
      expect(error.message).toContain('input_draw_count must be within 1-1000. Given: 1001');
    });

    test('what the host cannot do', async () => {
      const error = await errorOf(host.client.dialog.saveAs({ title: 'x', name: 'x' }));
      expect(error.code).toBe('missing-part');
    });

    test('a link that is not https', async () => {
      const error = await errorOf(host.client.app.openExternal({ url: 'file:///etc/passwd' }));
      expect(error).toMatchObject({ code: 'bad-input' });
    });

    test('a mistake of ours, with its cause in the log only, and no secret there', async () => {
      const { desktop } = host.app.services;
      const { info } = desktop;
      desktop.info = () => {
        throw new RangeError('boom at secretAccessKey="abcdefghijklmnop"');
      };
      const before = host.logged.length;
      try {
        const error = await errorOf(host.client.app.info());
        expect(error.code).toBe('internal');
        expect(JSON.stringify(error)).not.toContain('.ts:');
      } finally {
        desktop.info = info;
      }
      const lines = host.logged.slice(before);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ level: 'error' });
      expect(JSON.stringify(lines[0])).toContain('RangeError');
      expect(JSON.stringify(lines)).not.toContain('abcdefghijklmnop');
    });
  });
});

/** True once a stream has ended, by its end or by the error of its own abort. */
async function drained(stream: AsyncIterator<unknown>): Promise<boolean> {
  try {
    for (;;) if ((await stream.next()).done) return true;
  } catch (error) {
    return error instanceof Error && (error.name === 'AbortError' || appErrorOf(error).code === 'interrupted');
  }
}
