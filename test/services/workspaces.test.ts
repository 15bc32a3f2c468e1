import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workspace } from '#contract/workspace';
import { createFiles } from '#main/adapters/files/index';
import { appPaths } from '#main/paths';
import { WorkspaceService } from '#main/services/workspaces';

const aws = Workspace.parse({
  format: 1,
  name: 'flu',
  kind: 'aws',
  profile: 'lab',
  region: 'us-west-2',
  bucket: 'flu-study',
  prefix: '',
});
let home: string;
let logged: string[];
let workspaces: WorkspaceService;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'workspaces-'));
  logged = [];
  const platform = {
    paths: appPaths({ VIVARIUM_AWS_HOME: home }),
    log: (_: string, message: string) => void logged.push(message),
  };
  workspaces = new WorkspaceService({ platform, files: createFiles() });
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function put(name: string, content: unknown) {
  const folder = join(home, 'config', 'workspaces');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.yaml`), typeof content === 'string' ? content : JSON.stringify(content));
}

it('always has the sandbox, which is current at first', async () => {
  const { current, workspaces: all } = await workspaces.list();
  expect(current).toBe('sandbox');
  expect(all).toEqual([await workspaces.show({})]);
  expect(all[0]).toMatchObject({
    kind: 'sandbox',
    bucket: 'sandbox',
    prefix: 'vivarium',
    region: 'us-east-1',
    defaults: { generation: 'current', slots: null },
  });
});

it('goes to another one and remembers it', async () => {
  await put('flu', aws);
  expect(await workspaces.use({ name: 'flu' })).toEqual(aws);
  expect(await workspaces.resolve()).toEqual(aws);
  expect(await workspaces.list()).toMatchObject({ current: 'flu', workspaces: [{ name: 'sandbox' }, { name: 'flu' }] });
  expect(await workspaces.resolve('sandbox')).toMatchObject({ kind: 'sandbox' });
});

it("takes the sandbox's defaults from its file and nothing else", async () => {
  await put('sandbox', { defaults: { generation: 'pandas2', slots: 1 }, bucket: 'other' });
  expect(await workspaces.resolve('sandbox')).toMatchObject({
    bucket: 'sandbox',
    defaults: { generation: 'pandas2', slots: 1 },
  });
});

describe('says what is wrong', () => {
  it('with a name that is not there', async () => {
    await expect(workspaces.use({ name: 'flue' })).rejects.toMatchObject({
      code: 'not-found',
      data: { message: 'There is no workspace named flue.' },
    });
    expect((await workspaces.list()).current).toBe('sandbox');
  });

  it('with a current one that has gone', async () => {
    await put('flu', aws);
    await workspaces.use({ name: 'flu' });
    await rm(join(home, 'config', 'workspaces', 'flu.yaml'));
    await expect(workspaces.resolve()).rejects.toMatchObject({
      code: 'not-found',
      data: { message: 'There is no workspace named flu, although it is the current one.' },
    });
  });

  it.each([
    ['broken YAML', 'name: [flu', 'flu.yaml cannot be read: its line 1 is not valid.'],
    ['a wrong field', { ...aws, kind: 'azure' }, /^flu\.yaml does not say what it should at "kind": /],
    ['another name', { ...aws, name: 'measles' }, /describes the aws workspace "measles"\.$/],
    ['a second sandbox', { ...aws, kind: 'sandbox' }, /describes the sandbox workspace "flu"\.$/],
  ])('with %s, and the others still work', async (_, content, message) => {
    await put('flu', content);
    await expect(workspaces.resolve('flu')).rejects.toMatchObject({
      code: 'bad-input',
      data: { message: expect.stringMatching(message) },
    });
    expect((await workspaces.list()).workspaces.map(({ name }) => name)).toEqual(['sandbox']);
    expect(logged).toHaveLength(1);
  });
});

describe('making, passing on and removing', () => {
  const given = { name: 'measles', region: 'eu-west-1', bucket: 'measles-study', profile: 'lab' };

  it('keeps what it was given, with defaults', async () => {
    const made = await workspaces.create(given);
    expect(made).toMatchObject({ ...given, kind: 'aws', prefix: 'vivarium', endpoint: null, key_pair: null });
    expect(await workspaces.resolve('measles')).toEqual(made);
  });

  it('writes over one only when told to, and never over the sandbox', async () => {
    await workspaces.create(given);
    await expect(workspaces.create(given)).rejects.toMatchObject({ data: { code: 'already-there' } });
    expect((await workspaces.create({ ...given, bucket: 'other-study', replace: true })).bucket).toBe('other-study');
    await expect(workspaces.create({ ...given, name: 'sandbox', replace: true })).rejects.toMatchObject({ data: { code: 'bad-input' } }); // prettier-ignore
    await expect(workspaces.remove({ name: 'sandbox' })).rejects.toMatchObject({ data: { code: 'bad-input' } });
  });

  it('goes back to the sandbox when the current one is removed', async () => {
    await workspaces.create(given);
    await workspaces.use({ name: 'measles' });
    expect(await workspaces.remove({ name: 'measles' })).toEqual({ removed: true });
    expect(await workspaces.remove({ name: 'measles' })).toEqual({ removed: false });
    expect((await workspaces.list()).current).toBe('sandbox');
  });

  it('passes on all but the profile and keys in an address', async () => {
    const made = await workspaces.create({ ...given, key_pair: 'k', endpoint: 'https://me:mysecret@s3.lab.example' });
    const { name, text } = await workspaces.export({ name: 'measles' });
    expect(name).toBe('measles');
    expect(text).not.toMatch(/lab:|mysecret|profile/);
    const read = await workspaces.import({ text, name: 'measles-2', profile: 'own' });
    expect(read).toEqual({ ...made, name: 'measles-2', profile: 'own', endpoint: 'https://s3.lab.example' });
  });

  it.each([
    ['no YAML', '{ a: [', 'The file is not valid YAML.'],
    ['something else', 'a: 1', 'The file describes no workspace: "format" cannot be used.'],
    ['nothing', '', 'The file describes no workspace.'],
  ])('says of %s what is wrong', async (_, text, message) => {
    await expect(workspaces.import({ text })).rejects.toMatchObject({ data: { code: 'bad-input', message } });
  });
});
