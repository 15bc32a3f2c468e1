import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workspace } from '#contract/workspace';
import { createFiles } from '#main/adapters/files/index';
import { NotebookService } from '#main/services/notebooks';

let config: string;
let service: NotebookService;

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'notebooks-'));
  const resolve = async (name = 'sandbox') =>
    Workspace.parse({ format: 1, name, kind: 'sandbox', region: 'x', bucket: 'b', prefix: '' });
  service = new NotebookService({
    platform: { paths: { config, data: '', cache: '', logs: '' } },
    files: createFiles(),
    workspaces: { resolve },
  });
});
afterEach(() => rm(config, { recursive: true, force: true }));

test('a notebook is a Markdown file of its workspace', async () => {
  const document = await service.template({ template: 'deaths-averted', run: 'm/2026' });
  const saved = await service.save({ name: 'Ärger 1', document });
  expect(await service.open({ name: 'Ärger 1' })).toEqual(document);
  expect(await readFile(join(config, 'notebooks', 'sandbox', 'Ärger 1.md'), 'utf8')).toMatch(
    /^---\ntitle: Deaths averted\nrun: m\/2026\n---\n\n# Deaths averted/,
  );
  expect(await service.list({})).toEqual([saved]);
  expect(await service.list({ workspace: 'other' })).toEqual([]);
  expect(await service.remove({ name: 'Ärger 1' })).toEqual({ removed: true });
  expect(await service.remove({ name: 'Ärger 1' })).toEqual({ removed: false });
  expect(await service.list({})).toEqual([]);
});

test('a file that somebody wrote is opened; what is no notebook name is not listed', async () => {
  const document = await service.template({ template: 'empty', run: 'latest' });
  await service.save({ name: 'a', document });
  await writeFile(join(config, 'notebooks', 'sandbox', 'by hand.md'), 'Hello\n');
  await writeFile(join(config, 'notebooks', 'sandbox', '.hidden.md'), 'x');
  expect((await service.list({})).map(({ name }) => name).sort()).toEqual(['a', 'by hand']);
  expect(await service.open({ name: 'by hand' })).toMatchObject({
    title: 'by hand',
    run: 'latest',
    cells: [{ source: 'Hello' }],
  });
});

test('what is not there is said', async () => {
  await expect(service.open({ name: 'x' })).rejects.toMatchObject({ data: { code: 'not-found' } });
  await expect(service.template({ template: 'toString', run: 'latest' })).rejects.toMatchObject({
    data: { code: 'bad-input' },
  });
});
