import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalShell } from '#main/adapters/shells/index';
import { isAppError } from '#main/domain/app-error';
import { codeFiles } from '#main/services/code/code-files';
import { packFiles } from '#main/services/code/pack';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'code-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fill(root: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

const MODEL = {
  'pyproject.toml': '[project]',
  'src/model/__init__.py': '',
  'src/model/ünïcode namé.py': 'x = 1\n',
  '@odd.py': 'y',
  [`deep/${'long/'.repeat(30)}file.py`]: 'z',
};
const git = (root: string, ...args: string[]) =>
  execFileSync('git', ['-C', root, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
    encoding: 'utf8',
  });
const members = (bytes: Uint8Array) =>
  execFileSync('tar', ['-tzf', '-', '--quoting-style=literal'], { input: bytes, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
const message = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw error ?? new Error('Nothing was thrown');
  expect(error.code).toBe('bad-input');
  return error.data.message;
};

describe('packFiles', () => {
  it('makes the same bytes of the same content, whenever and however it was written', async () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await fill(one, MODEL);
    await fill(other, Object.fromEntries(Object.entries(MODEL).reverse()));
    await utimes(join(other, 'pyproject.toml'), 1e9, 1e9);
    await chmod(join(other, 'pyproject.toml'), 0o666);
    await link(join(other, '@odd.py'), join(folder, 'hard-link'));
    const names = Object.keys(MODEL);
    const [first, second] = [await packFiles(one, names), await packFiles(other, names.toReversed())];
    expect(second.sha256).toBe(first.sha256);
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
    await writeFile(join(other, '@odd.py'), 'changed');
    expect((await packFiles(other, names)).sha256).not.toBe(first.sha256);
  });

  it('keeps names, content and the executable bit', async () => {
    await fill(folder, MODEL);
    await chmod(join(folder, 'pyproject.toml'), 0o755);
    const { bytes, files } = await packFiles(folder, Object.keys(MODEL));
    expect(files).toBe(5);
    expect(
      members(bytes)
        .map((name) => name.replace(/^\.\//, ''))
        .toSorted(),
    ).toEqual(Object.keys(MODEL).toSorted());
    const out = join(folder, 'out');
    await mkdir(out);
    execFileSync('tar', ['-xzf', '-', '-C', out], { input: bytes });
    for (const name of Object.keys(MODEL)) execFileSync('cmp', [join(folder, name), join(out, name)]);
    execFileSync('test', ['-x', join(out, 'pyproject.toml')]);
  });

  it('keeps links within the folder and refuses those out of it', async () => {
    await fill(folder, { 'a.py': 'a' });
    await symlink('a.py', join(folder, 'inner'));
    expect(members((await packFiles(folder, ['a.py', 'inner'])).bytes)).toEqual(['a.py', 'inner']);
    for (const [name, target] of [
      ['out', '../..'],
      ['absolute', join(folder, 'a.py')],
      ['dangling', 'nothing'],
      ['secret', '/etc/passwd'],
    ] as const) {
      await symlink(target, join(folder, name));
      expect(await message(packFiles(folder, ['a.py', name]))).toContain(`${name} is a link`);
    }
  });

  it('refuses what is too much, naming the largest file, and nothing', async () => {
    execFileSync('truncate', ['-s', '600M', join(folder, 'data.hdf')]);
    expect(await message(packFiles(folder, ['data.hdf']))).toContain('data.hdf');
    expect(await message(packFiles(folder, []))).toContain('no files');
  });
});

describe('codeFiles', () => {
  const shell = createLocalShell();

  it('takes from a checkout what is committed or new, less what is ignored or deleted', async () => {
    await fill(folder, {
      '.gitignore': 'ignored/\n*.hdf\n',
      'kept.py': '',
      'gone.py': '',
      'ignored/x.py': '',
      'big.hdf': '',
      'sub dir/ü.py': '',
    });
    git(folder, 'init', '-q');
    git(folder, 'add', 'kept.py', 'gone.py');
    git(folder, 'commit', '-q', '-m', 'x');
    await rm(join(folder, 'gone.py'));
    await fill(join(folder, 'vendored'), { 'v.py': '', '__pycache__/v.pyc': '' });
    git(join(folder, 'vendored'), 'init', '-q');
    expect(await codeFiles(folder, shell)).toEqual(['.gitignore', 'kept.py', 'sub dir/ü.py', 'vendored/v.py']);
  });

  it('takes only the folder that was given', async () => {
    await fill(folder, { 'other/a.py': '', 'model/b.py': '' });
    git(folder, 'init', '-q');
    expect(await codeFiles(join(folder, 'model'), shell)).toEqual(['b.py']);
  });

  it.each([
    ['without a checkout', true],
    ['without git', false],
  ])('leaves out the usual by-products %s', async (_, asked) => {
    await fill(folder, {
      'a.py': '',
      '__pycache__/a.pyc': '',
      '.venv/x': '',
      'src/m.egg-info/PKG-INFO': '',
      'src/m.py': '',
      '.git/config': '',
    });
    expect(await codeFiles(folder, asked ? shell : null)).toEqual(['a.py', 'src/m.py']);
  });

  it('says that a folder is not there', async () => {
    await expect(codeFiles(join(folder, 'nowhere'), shell)).rejects.toThrow('is not a folder');
  });
});
