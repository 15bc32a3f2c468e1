import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { S3Uri } from '#contract/s3-uri';
import { s3Uri } from '#main/domain/s3-uri';
import { codeOf, createData } from '#test/support/data';
import { SERVERS, haveServer, startServer, type TestServer } from '#test/support/s3-server';

const MiB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const there = await Promise.all(SERVERS.map(async (name) => [name, await haveServer(name)] as const));

describe.each(there)('uploads in slices on %s', (name, isThere) => {
  describe.skipIf(!isThere)('', () => {
    const large = randomBytes(40 * MiB + 17);
    let server: TestServer;
    let world: Awaited<ReturnType<typeof createData>>;
    let to: S3Uri;
    let round = 0;

    beforeAll(async () => {
      server = await startServer(name);
      world = await createData(server);
    });
    afterAll(async () => {
      await world?.stop();
      await server?.stop();
    });
    beforeEach(() => {
      round += 1;
      to = s3Uri(server.bucket, `slices-${round}`);
    });

    const whole = () => ({ name: 'large ü.hdf', size: large.byteLength, modified: 1_764_000_000_000, to });
    const slice = (part: number) => new Blob([large.subarray((part - 1) * 16 * MiB, part * 16 * MiB)]);
    const listed = async () => (await world.store.list({ prefix: to })).objects.map((object) => object.name);
    const records = () => readdir(join(world.home, 'data', 'uploads')).catch(() => []);

    it('takes parts in any order, one of them twice, and shows the object at the end', async () => {
      const { data, activities } = world.start();
      const begun = await data.beginUpload(whole());
      expect(begun).toMatchObject({ uri: `${to}/large ü.hdf`, part_size: 16 * MiB, parts: 3, have: [] });
      const { upload } = begun;
      await Promise.all([3, 1].map((part) => data.putPart({ upload, part, bytes: slice(part) })));
      expect(await codeOf(data.completeUpload({ upload }))).toBe('bad-input');
      await data.putPart({ upload, part: 2, bytes: slice(2) });
      await data.putPart({ upload, part: 1, bytes: slice(1) });
      expect(activities.list()).toMatchObject([
        { state: 'running', progress: { done: large.byteLength, total: large.byteLength } },
      ]);
      expect(await listed()).toEqual([]);
      const info = await data.completeUpload({ upload });
      expect(info).toMatchObject({ uri: begun.uri, size: large.byteLength });
      expect(sha256(await world.store.get(begun.uri))).toBe(sha256(large));
      await expect.poll(() => activities.list()).toMatchObject([{ state: 'done' }]);
      expect(await records()).toEqual([]);
      expect(await codeOf(data.putPart({ upload, part: 1, bytes: slice(1) }))).toBe('not-found');
    });

    it.each([0, 1, 16 * MiB])('takes a file of one part, %d bytes, with its checksum', async (size) => {
      const { data } = world.start();
      const bytes = large.subarray(0, size);
      const begun = await data.beginUpload({ ...whole(), name: 'dir/small', size });
      expect(begun.parts).toBe(1);
      if (begun.have.length === 0) await data.putPart({ upload: begun.upload, part: 1, bytes: new Blob([bytes]) });
      expect(await listed()).toEqual([]);
      expect(await data.completeUpload({ upload: begun.upload })).toMatchObject({
        uri: `${to}/dir/small`,
        size,
        checksum: { algorithm: 'sha256', value: sha256(bytes) },
      });
    });

    it('goes on in a new process: the same file has what was sent', async () => {
      const first = await world.start().data.beginUpload(whole());
      await world.start().data.putPart({ upload: first.upload, part: 2, bytes: slice(2) });
      expect(await listed()).toEqual([]);
      const { data } = world.start();
      const again = await data.beginUpload(whole());
      expect(again).toEqual({ ...first, have: [2] });
      const { upload } = again;
      for (const part of [1, 3]) await data.putPart({ upload, part, bytes: slice(part) });
      const info = await data.completeUpload({ upload });
      expect(sha256(await world.store.get(info.uri))).toBe(sha256(large));
    });

    it('takes a file that was changed for another', async () => {
      const first = await world.start().data.beginUpload(whole());
      await world.start().data.putPart({ upload: first.upload, part: 2, bytes: slice(2) });
      const other = await world.start().data.beginUpload({ ...whole(), modified: whole().modified + 1 });
      expect(other.have).toEqual([]);
      expect(other.upload).not.toBe(first.upload);
      for (const { upload } of [first, other])
        expect(await world.start().data.abortUpload({ upload })).toEqual({ aborted: true });
    });

    it('survives a kill of the server', async () => {
      const { data } = world.start();
      const { upload, uri } = await data.beginUpload(whole());
      await data.putPart({ upload, part: 1, bytes: slice(1) });
      await server.kill();
      expect(await codeOf(data.putPart({ upload, part: 2, bytes: slice(2) }))).toBe('unreachable');
      await server.start();
      for (const part of [2, 3]) await data.putPart({ upload, part, bytes: slice(part) });
      await data.completeUpload({ upload });
      expect(sha256(await world.store.get(uri))).toBe(sha256(large));
    });

    it('leaves nothing after an abort or a cancel', async () => {
      const { data, activities } = world.start();
      const one = await data.beginUpload(whole());
      await data.putPart({ upload: one.upload, part: 1, bytes: slice(1) });
      expect(await data.abortUpload({ upload: one.upload })).toEqual({ aborted: true });
      expect(await data.abortUpload({ upload: one.upload })).toEqual({ aborted: false });
      const other = await data.beginUpload(whole());
      await data.putPart({ upload: other.upload, part: 1, bytes: slice(1) });
      for (const { id } of activities.list()) activities.cancel(id);
      await expect.poll(records).toEqual([]);
      await expect.poll(() => activities.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
      expect(await codeOf(data.completeUpload({ upload: other.upload }))).toBe('not-found');
      expect(await listed()).toEqual([]);
    });

    it('refuses wrong parts, unsafe names and a second file on its way to the same address', async () => {
      const { data } = world.start();
      const { upload } = await data.beginUpload(whole());
      expect(await codeOf(data.putPart({ upload, part: 1, bytes: slice(3) }))).toBe('bad-input');
      expect(await codeOf(data.putPart({ upload, part: 4, bytes: slice(3) }))).toBe('bad-input');
      expect(await codeOf(data.putPart({ upload: '../../etc', part: 1, bytes: slice(1) }))).toBe('not-found');
      expect(await codeOf(data.beginUpload({ ...whole(), size: 5 }))).toBe('already-there');
      expect(await codeOf(data.beginUpload({ ...whole(), name: '../x' }))).toBe('bad-input');
      expect(await codeOf(data.beginUpload({ ...whole(), name: 'huge', size: 6 * 1024 ** 4 }))).toBe('bad-input');
      await data.abortUpload({ upload });
    });
  });
});
