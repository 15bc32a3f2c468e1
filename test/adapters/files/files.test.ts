import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createFiles } from '#main/adapters/files/index';

const files = createFiles();
const Keys = z.object({ name: z.string(), count: z.number().default(1) });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('read and write', () => {
  it.each(['a.json', 'deep/er/a.yaml'])('brings a value back from %s', async (name) => {
    await files.write(join(folder, name), { name: 'é: "x"', count: 3 });
    expect(await files.read(join(folder, name), Keys)).toEqual({ name: 'é: "x"', count: 3 });
  });

  it('keeps secrets to their user, also when the file was open to all before', async () => {
    const path = join(folder, 'keys.json');
    await writeFile(path, '{}', { mode: 0o644 });
    await files.write(path, { name: 'k' }, { secret: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('answers undefined for what is not there', async () => {
    expect(await files.read(join(folder, 'none.yaml'), Keys)).toBeUndefined();
    expect(await files.list(join(folder, 'none'))).toEqual([]);
    await files.remove(join(folder, 'none'));
  });

  it.each([
    ['name: [1', /broken\.yaml cannot be read: its line 1 is not valid\.$/],
    ['name: 5', /broken\.yaml does not say what it should at "name": .+/],
    ['', /broken\.yaml does not say what it should: .+/],
  ])('says in one sentence what is wrong with %j', async (text, message) => {
    await writeFile(join(folder, 'broken.yaml'), text);
    await expect(files.read(join(folder, 'broken.yaml'), Keys)).rejects.toMatchObject({
      code: 'bad-input',
      data: { message: expect.stringMatching(message) },
    });
  });

  it('knows the free space of a folder that is not there yet', async () => {
    expect(await files.free(join(folder, 'a', 'b'))).toBeGreaterThan(0);
  });
});

describe('lock', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    const path = join(folder, 'locks', 'one');
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => files.lock(path, work)));
    expect(most).toEqual(Array(8).fill(1));
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  it('is given on after an error, and can be waited for no longer', async () => {
    const path = join(folder, 'two');
    await expect(files.lock(path, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await files.lock(path, async () => {
      await expect(files.lock(path, () => Promise.resolve(), { signal: AbortSignal.timeout(80) })).rejects.toThrow();
    });
    expect(await files.lock(path, () => Promise.resolve(1))).toBe(1);
  });

  it('is taken from a process that died holding it', async () => {
    const path = join(folder, 'three');
    const { hostname } = await import('node:os');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    await writeFile(path, JSON.stringify({ pid: child.pid, host: hostname(), id: 'gone' }));
    const entered = await Promise.all([1, 2, 3].map((n) => files.lock(path, () => Promise.resolve(n))));
    expect(entered).toEqual([1, 2, 3]);
  });
});
