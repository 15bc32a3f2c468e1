import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPython } from '#main/adapters/python/index';
import type { EnvironmentSpec, Python } from '#main/adapters/python/port';

const run = promisify(execFile);
let home: string;
let spec: EnvironmentSpec;
let python: Python;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'python-'));
  python = createPython({ cache: join(home, 'cache') });
  await writeFile(join(home, 'small.txt'), 'six==1.17.0\n');
  spec = { name: 'small', requirements: join(home, 'small.txt'), requires: '>=3.8', complete: true };
});
afterAll(() => rm(home, { recursive: true, force: true }));

const withEnv = (env: NodeJS.ProcessEnv, cache = 'other') =>
  createPython({ cache: join(home, cache), env: { ...process.env, ...env } });
const leftovers = async (cache: string) =>
  (await readdir(join(home, cache, 'venvs')).catch(() => [])).filter((name) => name.startsWith('small-'));

/** Command lines of processes that work on `folder`, without the one that started it all. */
async function commandsWith(folder: string) {
  const { stdout } = await run('ps', ['-ewwo', 'command=']);
  return stdout.split('\n').filter((line) => line.includes(folder) && !line.includes('runnerImport'));
}

describe('an environment', () => {
  it('is made once although two ask for it at the same time, and is then ready', async () => {
    expect(await python.ready(spec)).toBeNull();
    const steps: string[] = [];
    const other = createPython({ cache: join(home, 'cache') });
    const [first, second] = await Promise.all([
      python.ensure(spec, { onProgress: (detail) => steps.push(detail) }),
      other.ensure(spec, { onProgress: (detail) => steps.push(detail) }),
    ]);
    expect(second).toBe(first);
    expect(steps.filter((step) => step.startsWith('making an environment'))).toHaveLength(1);
    expect(steps).toContain('looking for six');
    expect((await run(first, ['-c', 'import six; print(six.__version__)'])).stdout.trim()).toBe('1.17.0');
    expect(await python.ready(spec)).toBe(first);
  });

  it('is not ready for other requirements, nor without its marker', async () => {
    await writeFile(join(home, 'changed.txt'), 'six==1.16.0\n');
    expect(await python.ready({ ...spec, requirements: join(home, 'changed.txt') })).toBeNull();
    expect(await python.ready({ ...spec, requires: '<3.0' })).toBeNull();
    const interpreter = await python.ready(spec);
    await rm(join(interpreter ?? '', '..', '..', 'complete.json'));
    expect(await python.ready(spec)).toBeNull();
  });

  it('is gone after a cancel', async () => {
    const cancelled = new AbortController();
    const making = withEnv({}, 'cancelled').ensure(spec, {
      signal: cancelled.signal,
      onProgress: (detail) => detail.startsWith('looking') && cancelled.abort(),
    });
    await expect(making).rejects.toMatchObject({ code: 'interrupted' });
    expect(await leftovers('cancelled')).toEqual([]);
  });

  it('is left by pip too when the process that makes it is killed', async () => {
    const cache = join(home, 'killed');
    const script = `
      import { runnerImport } from 'vite';
      const { module } = await runnerImport('./main/adapters/python/index.ts');
      const [cache, spec] = process.argv.slice(1);
      await module.createPython({ cache }).ensure(JSON.parse(spec), { onProgress: (detail) => console.log(detail) });`;
    const root = join(import.meta.dirname, '..', '..');
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, cache, JSON.stringify(spec)], {
      cwd: root,
    });
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('making')) break;
    await sleep(200);
    expect(await commandsWith(cache)).not.toEqual([]);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await sleep(500);
    expect(await commandsWith(cache)).toEqual([]);
    const again = createPython({ cache });
    expect(await again.ready(spec)).toBeNull();
    expect(await again.ensure(spec)).toBe(await again.ready(spec));
  });

  it('says that the index did not answer', async () => {
    const offline = withEnv(
      { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '', PIP_RETRIES: '1', PIP_NO_CACHE_DIR: '1' },
      'offline',
    );
    await expect(offline.ensure(spec)).rejects.toMatchObject({ code: 'unreachable', data: { retry: true } });
    expect(await leftovers('offline')).toEqual([]);
  });
});

describe('find()', () => {
  it('says what to install where there is no Python', async () => {
    const none = withEnv({ PATH: join(home, 'nothing') });
    expect(await none.find('>=3.10,<3.14')).toBeNull();
    await expect(none.ensure(spec)).rejects.toMatchObject({
      code: 'missing-part',
      data: {
        message: 'This computer has no Python 3.8 or newer, or it is not on the PATH.',
        advice: expect.stringContaining('Install Python 3.11'),
      },
    });
  });

  it('passes over what is not a Python', async () => {
    const found = await python.find('>=3.8');
    const folder = await mkdtemp(join(home, 'path-'));
    await symlink('/bin/false', join(folder, 'python3.13'));
    await symlink(found?.path ?? '', join(folder, 'python3'));
    expect((await withEnv({ PATH: folder }).find('>=3.8'))?.version).toBe(found?.version);
  });

  it('takes the one that VIVARIUM_AWS_PYTHON names or none', async () => {
    const found = await python.find('>=3.8');
    expect(await withEnv({ PATH: '', VIVARIUM_AWS_PYTHON: found?.path }).find('>=3.8')).toEqual(found);
    const wrong = withEnv({ VIVARIUM_AWS_PYTHON: join(home, 'no-python') });
    expect(await wrong.find('>=3.8')).toBeNull();
    await expect(wrong.ensure(spec)).rejects.toMatchObject({
      data: { message: expect.stringContaining('VIVARIUM_AWS_PYTHON') },
    });
  });
});
