import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Servers } from '#main/adapters/s3-servers/index';
import { freePorts } from '#main/adapters/s3-servers/ports';
import { createPython } from '#main/adapters/python/index';
import { testCache } from '../../support/test-cache.ts';

const RESOURCES = join(import.meta.dirname, '..', '..', '..', 'resources');
const KEYS = { accessKeyId: 'SANDBOXABC', secretAccessKey: 'very-secret-key' };
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'servers-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const servers = (env: NodeJS.ProcessEnv = process.env) =>
  createS3Servers({ python: createPython({ cache: testCache() }), resources: RESOURCES, env });
const place = (name: string) => ({ dataFolder: join(home, name), bucket: 'sandbox', keys: KEYS });

it('prefers versitygw', () => {
  expect(servers().map(({ name }) => name)).toEqual(['versitygw', 'seaweedfs']);
});

it('chooses ports that differ', async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  expect(ports.every((port) => port > 0 && port < 65536)).toBe(true);
});

describe.each(servers().map((server) => [server.name, server] as const))('%s', (name, server) => {
  it('gets its keys by environment, its data in a folder for this user only, and listens on loopback', async () => {
    const launch = await server.launch('/program', place(name));
    expect(launch.argv[0]).toBe('/program');
    expect(launch.argv.join(' ')).not.toContain(KEYS.secretAccessKey);
    expect(launch.argv.join(' ')).toContain('127.0.0.1');
    expect(launch.argv.join(' ')).not.toMatch(/0\.0\.0\.0|=:\d/);
    expect(Object.values(launch.env)).toEqual(expect.arrayContaining([KEYS.accessKeyId, KEYS.secretAccessKey]));
    expect(launch.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await stat(join(home, name))).mode & 0o777).toBe(0o700);
    expect((await server.launch('/program', place(name))).endpoint).not.toBe(launch.endpoint);
  });
});

describe('versitygw', () => {
  const [versitygw] = servers();
  const beside = async (name: string) => (await versitygw?.launch('/program', place(name)))?.argv.includes('--sidecar');

  it('keeps to the place of metadata that its data has', async () => {
    await mkdir(join(home, 'attributes', 'objects'), { recursive: true });
    await mkdir(join(home, 'files', 'objects'), { recursive: true });
    await mkdir(join(home, 'files', 'sidecar'));
    expect(await beside('attributes')).toBe(false);
    expect(await beside('files')).toBe(true);
    expect(await readdir(join(home, 'attributes'))).toEqual(['objects']);
  });

  it('is found where VIVARIUM_AWS_VERSITYGW says, on the PATH, or not', async () => {
    const folder = await mkdtemp(join(home, 'bin-'));
    const program = join(folder, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');
    await writeFile(program, '');
    await chmod(program, 0o755);
    const find = (env: NodeJS.ProcessEnv) => servers(env)[0]?.find();
    expect(await find({ PATH: folder })).toBe(program);
    expect(await find({ VIVARIUM_AWS_VERSITYGW: program, PATH: '' })).toBe(program);
    expect(await find({ VIVARIUM_AWS_VERSITYGW: '', PATH: folder })).toBeNull();
    await expect(servers({ VIVARIUM_AWS_VERSITYGW: join(home, 'gone') })[0]?.provide()).rejects.toMatchObject({
      code: 'missing-part',
    });
  });
});
