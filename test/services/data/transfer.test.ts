import { createHash, randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { S3Uri } from '#contract/s3-uri';
import type { Part } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { s3Uri } from '#main/domain/s3-uri';
import { codeOf, createData, withMultipart } from '#test/support/data';
import { SERVERS, haveServer, startServer, type TestServer } from '#test/support/s3-server';

const MiB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const there = await Promise.all(SERVERS.map(async (name) => [name, await haveServer(name)] as const));

describe.each(there)('files to and from S3 on %s', (name, isThere) => {
  describe.skipIf(!isThere)('', () => {
    const large = randomBytes(40 * MiB + 17);
    let server: TestServer;
    let world: Awaited<ReturnType<typeof createData>>;
    let largePath: string;
    let to: S3Uri;
    let round = 0;

    beforeAll(async () => {
      server = await startServer(name);
      world = await createData(server);
      largePath = join(world.home, 'large.hdf');
      await writeFile(largePath, large);
    });
    /** What a killed process was doing; it ends with the tests only. */
    const hung: ((error: Error) => void)[] = [];
    const hang = () => new Promise<void>((_, reject) => hung.push(reject));
    afterAll(async () => {
      for (const end of hung)
        end(new AppError({ code: 'unreachable', doing: 'hanging', message: 'The test is over.' }));
      await world?.stop();
      await server?.stop();
    });
    beforeEach(() => {
      round += 1;
      to = s3Uri(server.bucket, `round-${round}/`);
    });

    const file = async (fileName: string, content: string | Uint8Array) => {
      const path = join(world.home, `round-${round}`, fileName);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, content);
      return path;
    };
    const listed = async () => (await world.store.list({ prefix: to })).objects.map((object) => object.name);
    const records = () => readdir(join(world.home, 'data', 'uploads')).catch(() => []);
    /** Counts the parts that are sent; `before` may hold one up or break it. */
    const counting = (before: (number: number) => Promise<void> | void = () => {}) => {
      const numbers: number[] = [];
      const store = withMultipart(world.store, {
        part: async (uri, id, number, body, options): Promise<Part> => {
          await before(number);
          options?.signal?.throwIfAborted();
          const part = await world.store.multipart.part(uri, id, number, body, options);
          numbers.push(number);
          return part;
        },
      });
      return { store, numbers };
    };

    it('sends a small file to the artifacts and brings it back, verified', async () => {
      const { data, activities } = world.start();
      const path = await file('a b+c%20ü.hdf', 'content');
      const { objects } = await data.upload({ paths: [path] });
      const uri = s3Uri(server.bucket, 'vivarium/artifacts/a b+c%20ü.hdf');
      expect(objects).toMatchObject([
        { uri, size: 7, checksum: { algorithm: 'sha256', value: sha256(Buffer.from('content')) } },
      ]);
      const { etag, checksum } = objects[0] ?? {};
      expect(await data.info({ uri })).toMatchObject({ uri, size: 7, etag, checksum });
      expect(await data.verify({ uri })).toMatchObject({ ok: true, size: 7 });
      const saved = await data.download({ uri, to: join(world.home, 'saved') });
      expect(saved).toEqual({ path: join(world.home, 'saved'), size: 7, verified: true });
      expect(await readFile(saved.path, 'utf8')).toBe('content');
      expect(activities.list().map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    });

    it('sends a large file in parts, and nothing is listed before it is whole', async () => {
      const seen: string[][] = [];
      const { store, numbers } = counting(async () => void seen.push(await listed()));
      const { data, activities } = world.start(store);
      const { objects } = await data.upload({ paths: [largePath], to });
      expect(numbers.toSorted()).toEqual([1, 2, 3]);
      expect(seen.flat()).toEqual([]);
      expect(objects).toMatchObject([
        { size: large.byteLength, checksum: { algorithm: 'crc32', value: crc32(large).toString(16).padStart(8, '0') } },
      ]);
      expect(activities.list()).toMatchObject([
        { state: 'done', progress: { done: large.byteLength, total: large.byteLength, unit: 'bytes' } },
      ]);
      const saved = await data.download({ uri: objects[0]?.uri ?? to, to: `${join(world.home, 'there')}-${round}` });
      expect(sha256(await readFile(saved.path))).toBe(sha256(large));
      expect(await records()).toEqual([]);
    });

    it('sends nothing where the same content is there, and all where it is not', async () => {
      await world.start().data.upload({ paths: [largePath], to });
      const again = counting();
      await world.start(again.store).data.upload({ paths: [largePath], to });
      expect(again.numbers).toEqual([]);
      await world.store.put(s3Uri(server.bucket, `round-${round}/large.hdf`), 'other');
      const { objects } = await world.start(again.store).data.upload({ paths: [largePath], to });
      expect(again.numbers).toHaveLength(3);
      expect(objects[0]?.size).toBe(large.byteLength);
    });

    it('sends folders with their names, empty files too, and follows links to files', async () => {
      await file('folder/one.txt', '1');
      await file('folder/sub dir/zwei ü.txt', '');
      await symlink('one.txt', join(world.home, `round-${round}`, 'folder', 'linked.txt'));
      const { objects } = await world
        .start()
        .data.upload({ paths: [join(world.home, `round-${round}`, 'folder')], to });
      expect(await listed()).toEqual(['folder/linked.txt', 'folder/one.txt', 'folder/sub dir/zwei ü.txt']);
      expect(objects.map(({ size }) => size)).toEqual([1, 1, 0]);
    });

    it('takes an address without a slash for the whole address of one file', async () => {
      const uri = s3Uri(server.bucket, `round-${round}/renamed.hdf`);
      await world.start().data.upload({ paths: [await file('x.hdf', 'x')], to: uri });
      expect(await listed()).toEqual(['renamed.hdf']);
    });

    it('refuses what cannot be sent before anything is sent', async () => {
      const { data } = world.start();
      const good = await file('good.txt', 'x');
      const twin = await file('other/good.txt', 'y');
      const odd = await file('back\\slash.txt', 'z');
      await symlink('..', join(world.home, `round-${round}`, 'other', 'up'));
      await mkdir(join(world.home, `round-${round}`, 'empty'));
      expect(await codeOf(data.upload({ paths: [good, join(world.home, 'nowhere')], to }))).toBe('not-found');
      expect(await codeOf(data.upload({ paths: [good, twin], to }))).toBe('bad-input');
      expect(await codeOf(data.upload({ paths: [good, odd], to }))).toBe('bad-input');
      expect(await codeOf(data.upload({ paths: [good, join(world.home, `round-${round}`, 'other')], to }))).toBe(
        'bad-input',
      );
      expect(await codeOf(data.upload({ paths: [join(world.home, `round-${round}`, 'empty')], to }))).toBe('bad-input');
      expect(await codeOf(data.upload({ paths: ['/dev/null'], to }))).toBe('bad-input');
      expect(await listed()).toEqual([]);
    });

    it('leaves nothing after a cancel', async () => {
      const ids: string[] = [];
      const { store } = counting((number) => {
        if (number === 3) for (const { id } of activities.list()) activities.cancel(id);
      });
      const begin: typeof store.multipart.begin = async (...args) => {
        const begun = await store.multipart.begin(...args);
        ids.push(begun.uploadId);
        return begun;
      };
      const { data, activities } = world.start(withMultipart(store, { part: store.multipart.part, begin }));
      expect(await codeOf(data.upload({ paths: [largePath], to }))).toBe('interrupted');
      expect(activities.list()).toMatchObject([{ state: 'cancelled' }]);
      expect(await listed()).toEqual([]);
      expect(ids).toHaveLength(1);
      expect(
        await world.store.multipart.parts(s3Uri(server.bucket, `round-${round}/large.hdf`), ids[0] ?? ''),
      ).toBeNull();
      expect(await records()).toEqual([]);
    });

    it('fails where the file changes while it is sent, and leaves nothing', async () => {
      const path = await file('changing.hdf', large);
      const { store } = counting((number) => (number === 2 ? appendFile(path, 'more') : undefined));
      const failing = world.start(store).data.upload({ paths: [path], to });
      await expect(failing).rejects.toThrow('changed while it was sent');
      expect(await listed()).toEqual([]);
      expect(await records()).toEqual([]);
    });

    it('goes on after a process that was killed, sending only what is missing', async () => {
      const { store } = counting((number) => (number === 2 ? hang() : undefined));
      void world
        .start(store)
        .data.upload({ paths: [largePath], to })
        .catch(() => {});
      await expect.poll(async () => (await kept()).toSorted(), { timeout: 20_000 }).toEqual([1, 3]);
      expect(await listed()).toEqual([]);
      const next = counting();
      const { objects } = await world.start(next.store).data.upload({ paths: [largePath], to });
      expect(next.numbers).toEqual([2]);
      expect(sha256(await world.store.get(objects[0]?.uri ?? to))).toBe(sha256(large));
      expect(await records()).toEqual([]);
    });
    const kept = async () => {
      const [recordName] = await records();
      if (recordName === undefined) return [];
      const record = JSON.parse(await readFile(join(world.home, 'data', 'uploads', recordName), 'utf8')) as {
        parts: Part[];
      };
      return record.parts.map(({ number }) => number);
    };

    it('goes on after the server was killed', async () => {
      const breaking = counting(async (number) => {
        if (number !== 3) return;
        await expect.poll(async () => (await kept()).toSorted(), { timeout: 20_000 }).toEqual([1, 2]);
        await server.kill();
      });
      expect(await codeOf(world.start(breaking.store).data.upload({ paths: [largePath], to }))).toBe('unreachable');
      await server.start();
      expect(await listed()).toEqual([]);
      const next = counting();
      const { objects } = await world.start(next.store).data.upload({ paths: [largePath], to });
      expect(next.numbers).toEqual([3]);
      expect(sha256(await world.store.get(objects[0]?.uri ?? to))).toBe(sha256(large));
    });

    it('begins anew where the store has forgotten the upload, or the file is another', async () => {
      const stuck = counting((number) => (number === 2 ? hang() : undefined));
      void world
        .start(stuck.store)
        .data.upload({ paths: [largePath], to })
        .catch(() => {});
      await expect.poll(async () => (await kept()).toSorted(), { timeout: 20_000 }).toEqual([1, 3]);
      const [recordName = ''] = await records();
      const record = JSON.parse(await readFile(join(world.home, 'data', 'uploads', recordName), 'utf8')) as {
        uri: S3Uri;
        upload_id: string;
      };
      await world.store.multipart.abort(record.uri, record.upload_id);
      const next = counting();
      await world.start(next.store).data.upload({ paths: [largePath], to });
      expect(next.numbers.toSorted()).toEqual([1, 2, 3]);
      expect(await records()).toEqual([]);
    });

    it('gives up at the next upload what began over a week ago', async () => {
      const stuck = counting((number) => (number === 2 ? hang() : undefined));
      void world
        .start(stuck.store)
        .data.upload({ paths: [largePath], to })
        .catch(() => {});
      await expect.poll(async () => (await kept()).toSorted(), { timeout: 20_000 }).toEqual([1, 3]);
      const [recordName = ''] = await records();
      const path = join(world.home, 'data', 'uploads', recordName);
      const record = JSON.parse(await readFile(path, 'utf8')) as { uri: S3Uri; upload_id: string };
      await writeFile(path, JSON.stringify({ ...record, began_at: '2020-01-01T00:00:00.000Z' }));
      await world.start().data.upload({ paths: [await file('small', 'x')], to });
      expect(await records()).toEqual([]);
      expect(await world.store.multipart.parts(record.uri, record.upload_id)).toBeNull();
    });

    it('lists folders with or without their slash, in pages', async () => {
      const { data } = world.start();
      for (const key of ['a', 'b/c', 'b/d']) await world.store.put(s3Uri(server.bucket, `round-${round}/${key}`), key);
      const listing = await data.list({ prefix: to, recursive: false, limit: 1000 });
      expect(listing).toMatchObject({
        prefix: to,
        folders: [{ uri: `${to}b/`, name: 'b/' }],
        objects: [{ name: 'a' }],
        continuation: null,
      });
      const bare = s3Uri(server.bucket, `round-${round}/b`);
      expect(await data.list({ prefix: bare, recursive: false, limit: 1000 })).toMatchObject({
        prefix: `${to}b/`,
        objects: [{ name: 'c' }, { name: 'd' }],
      });
      const page = await data.list({ prefix: to, recursive: true, limit: 2 });
      expect(page.objects.map((object) => object.name)).toEqual(['a', 'b/c']);
      const rest = await data.list({ prefix: to, recursive: true, limit: 2, continuation: page.continuation ?? '' });
      expect(rest.objects.map((object) => object.name)).toEqual(['b/d']);
      expect((await data.list({ recursive: false, limit: 1000 })).prefix).toBe(s3Uri(server.bucket, 'vivarium/'));
    });

    it('removes', async () => {
      const { data } = world.start();
      const { objects } = await data.upload({ paths: [await file('one', '1'), await file('two', '2')], to });
      expect(await data.remove({ uris: objects.map(({ uri }) => uri) })).toEqual({ removed: 2 });
      expect(await listed()).toEqual([]);
      expect(await codeOf(data.info({ uri: objects[0]?.uri ?? to }))).toBe('not-found');
    });

    describe('a download', () => {
      const folder = async () => {
        const path = join(world.home, `down-${round}`);
        await mkdir(path);
        return path;
      };

      it('takes no name and leaves nothing where the checksum is another', async () => {
        const uri = s3Uri(server.bucket, `round-${round}/damaged`);
        await world.store.put(uri, 'not what it was', { sha256: sha256(Buffer.from('what it was')) });
        const { data } = world.start();
        const target = await folder();
        await writeFile(join(target, 'damaged'), 'earlier');
        expect(await codeOf(data.download({ uri, to: target }))).toBe('failed');
        expect(await readdir(target)).toEqual(['damaged']);
        expect(await readFile(join(target, 'damaged'), 'utf8')).toBe('earlier');
        expect(await data.verify({ uri })).toMatchObject({ ok: false, checksum: { algorithm: 'sha256' } });
      });

      it('is verified by what S3 keeps where we kept nothing', async () => {
        const uri = s3Uri(server.bucket, `round-${round}/plain`);
        await world.store.put(uri, '');
        const { data } = world.start();
        expect(await data.download({ uri, to: await folder() })).toMatchObject({ size: 0, verified: true });
        expect(await data.verify({ uri })).toMatchObject({ ok: true, checksum: { algorithm: 'crc32' } });
      });

      it('leaves nothing after a cancel', async () => {
        const uri = s3Uri(server.bucket, `round-${round}/large.hdf`);
        await world.store.put(uri, large);
        const { data, activities } = world.start();
        const target = await folder();
        const saving = codeOf(data.download({ uri, to: target }));
        await expect.poll(() => activities.list()[0]?.progress?.done ?? 0, { interval: 1 }).toBeGreaterThan(0);
        activities.cancel(activities.list()[0]?.id ?? '');
        expect(await saving).toBe('interrupted');
        expect(await readdir(target)).toEqual([]);
      });

      it('ends plainly where there is no object, no folder, no permission and no safe name', async () => {
        const uri = s3Uri(server.bucket, `round-${round}/x`);
        const { data } = world.start();
        const target = await folder();
        expect(await codeOf(data.download({ uri, to: target }))).toBe('not-found');
        await world.store.put(uri, 'x');
        expect(await codeOf(data.download({ uri, to: join(target, 'nowhere', 'x') }))).toBe('not-found');
        await chmod(target, 0o500);
        if (process.getuid?.() !== 0) expect(await codeOf(data.download({ uri, to: target }))).toBe('denied');
        await chmod(target, 0o700);
        expect(await codeOf(data.download({ uri: s3Uri(server.bucket, `round-${round}/a/..`), to: target }))).toBe(
          'bad-input',
        );
        expect(await readdir(target)).toEqual([]);
      });
    });
  });
});
