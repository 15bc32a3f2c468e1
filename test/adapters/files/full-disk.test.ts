import type promises from 'node:fs/promises';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createFiles } from '#main/adapters/files/index';

// A disk cannot be filled in a test: what it does then, a name without content, is played.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  return {
    ...real,
    writeFile: async (path: string) => {
      await real.writeFile(path, '');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  };
});

const files = createFiles();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is what the test says it is', async () => {
  await expect(writeFile(join(folder, 'x'), 'text')).rejects.toMatchObject({ code: 'ENOSPC' });
  await rm(join(folder, 'x'));
});

it('locks on a full disk too, one at a time, and leaves nothing behind', async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    most.push(++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 4 }, () => files.lock(join(folder, 'lock'), work)));
  expect(most).toEqual(Array(4).fill(1));
  expect(await readdir(folder)).toEqual([]);
});
