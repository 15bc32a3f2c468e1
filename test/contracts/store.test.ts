import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '#contract/app-error';
import type { S3Uri } from '#contract/s3-uri';
import { bucketExists, createBucket, createStore } from '#main/adapters/stores/index';
import type { Part, Store } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import { s3Uri } from '#main/domain/s3-uri';
import { SERVERS, haveServer, nobody, startServer, type TestServer } from '#test/support/s3-server';

const MiB = 1024 * 1024;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** Keys that people's files have, and some that break naive encoders. */
const ODD_KEYS = [
  'with space.txt',
  ' leading and trailing ',
  'plus+sign',
  'per%cent',
  'already%20encoded',
  'naïve-日本語-🦠.hdf',
  'a..b',
  'dots/...x/..y',
  'quote\'s "double"',
  'amp&less<more>',
  'semi;colon:at@equals=comma,dollar$',
  'hash#question?mark',
  'star*paren(curly{}[])^~`|!',
  'back\\slash',
  'event/1764000000000-0001-1-running-3of8',
];

/** What a server cannot keep, so that nobody is surprised; AWS keeps it. */
const CANNOT_KEEP: Record<string, string[]> = { seaweedfs: ['back\\slash'] };

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'none'> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.code;
  }
}

const there = await Promise.all(SERVERS.map(async (name) => [name, await haveServer(name)] as const));

describe.each(there)('the store port on %s', (name, isThere) => {
  describe.skipIf(!isThere)('', () => {
    const oddKeys = ODD_KEYS.filter((key) => !CANNOT_KEEP[name]?.includes(key));
    let server: TestServer;
    let store: Store;
    const at = (key: string) => s3Uri(server.bucket, key);
    const keysUnder = async (prefix: S3Uri, limit = 1000) => {
      const names: string[] = [];
      for (let continuation: string | undefined; ;) {
        const page = await store.list({ prefix, limit, ...(continuation !== undefined && { continuation }) });
        names.push(...page.objects.map((object) => object.name));
        if (page.continuation === null) return names;
        continuation = page.continuation;
      }
    };

    beforeAll(async () => {
      server = await startServer(name);
      store = createStore(server.connection);
    });
    afterAll(async () => {
      store?.close?.();
      await server?.stop();
    });

    it('gives back what was put, text and bytes and nothing at all', async () => {
      const bytes = randomBytes(100_000);
      await store.put(at('put/bytes'), bytes);
      await store.put(at('put/text'), 'Fälle');
      await store.put(at('put/empty'), '');
      expect(Buffer.compare(await store.get(at('put/bytes')), bytes)).toBe(0);
      expect(text(await store.get(at('put/text')))).toBe('Fälle');
      expect(await store.get(at('put/empty'))).toHaveLength(0);
      expect(await store.head(at('put/empty'))).toMatchObject({ size: 0 });
    });

    it('streams', async () => {
      const bytes = randomBytes(3 * MiB);
      await store.put(at('stream'), bytes);
      const hash = createHash('sha256');
      for await (const chunk of await store.stream(at('stream'))) hash.update(chunk);
      expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    });

    it('gives a range, both ends included', async () => {
      await store.put(at('range'), '0123456789');
      expect(text(await store.get(at('range'), { range: [2, 4] }))).toBe('234');
      expect(text(await store.get(at('range'), { range: [8, 100] }))).toBe('89');
    });

    it('says what is known of an object, its checksum too', async () => {
      await store.put(at('head/a.txt'), 'abc', { sha256: 'f'.repeat(64), contentType: 'text/plain' });
      const found = await store.head(at('head/a.txt'));
      expect(found).toMatchObject({
        uri: at('head/a.txt'),
        name: 'a.txt',
        size: 3,
        checksum: { algorithm: 'sha256', value: 'f'.repeat(64) },
      });
      expect(Math.abs(Date.parse(found?.modified ?? '') - Date.now())).toBeLessThan(60_000);
      expect(found?.etag).toMatch(/^[0-9a-f]{32}/);
      await store.put(at('head/b.txt'), 'abc');
      expect((await store.head(at('head/b.txt')))?.checksum).toEqual({ algorithm: 'crc32', value: '352441c2' });
      expect(await store.head(at('head/none'))).toBeNull();
    });

    it.each(oddKeys)('keeps the key %j', async (odd) => {
      const uri = at(`odd/${odd}`);
      await store.put(uri, odd);
      expect(text(await store.get(uri))).toBe(odd);
      expect(await store.head(uri)).toMatchObject({ uri });
      expect(await keysUnder(at('odd/'))).toContain(odd);
      await store.remove([uri]);
      expect(await store.head(uri)).toBeNull();
    });

    it('removes several odd keys at once', async () => {
      const uris = oddKeys.map((odd) => at(`odd-many/${odd}`));
      for (const uri of uris) await store.put(uri, 'x');
      expect((await keysUnder(at('odd-many/'))).toSorted()).toEqual(oddKeys.toSorted());
      await store.remove(uris);
      expect(await keysUnder(at('odd-many/'))).toEqual([]);
      await store.remove(uris);
    });

    describe('listing', () => {
      const names = Array.from({ length: 1203 }, (_, index) => `${String(index).padStart(5, '0')}.bin`);

      beforeAll(async () => {
        for (let from = 0; from < names.length; from += 50) {
          await Promise.all(names.slice(from, from + 50).map((each) => store.put(at(`many/${each}`), each)));
        }
        for (const key of ['tree/a.txt', 'tree/one/x', 'tree/one/y', 'tree/two/deep/z', 'tree/z.txt'])
          await store.put(at(key), '.');
      });

      it('goes through more than a page, in order, each key once', async () => {
        const first = await store.list({ prefix: at('many/') });
        expect(first.objects).toHaveLength(1000);
        expect(first.continuation).not.toBeNull();
        expect(await keysUnder(at('many/'))).toEqual(names);
      });

      it('keeps to a limit', async () => expect(await keysUnder(at('many/'), 301)).toEqual(names));

      it('starts after a key', async () => {
        const page = await store.list({ prefix: at('many/'), startAfter: 'many/01199.bin' });
        expect(page).toMatchObject({ continuation: null });
        expect(page.objects.map((object) => object.name)).toEqual(['01200.bin', '01201.bin', '01202.bin']);
      });

      it('starts after a key that is not there', async () => {
        const page = await store.list({ prefix: at('many/'), startAfter: 'many/01201.bin-x' });
        expect(page.objects.map((object) => object.name)).toEqual(['01202.bin']);
      });

      it('groups at the next slash', async () => {
        const page = await store.list({ prefix: at('tree/'), grouped: true });
        expect(page.folders).toEqual([at('tree/one/'), at('tree/two/')]);
        expect(page.objects.map((object) => object.name)).toEqual(['a.txt', 'z.txt']);
      });

      it('goes down where it is not grouped', async () => {
        expect(await keysUnder(at('tree/'))).toEqual(['a.txt', 'one/x', 'one/y', 'two/deep/z', 'z.txt']);
      });

      it('takes the prefix as it is, not as a folder', async () =>
        expect(await keysUnder(at('many/0120'))).toEqual(['0.bin', '1.bin', '2.bin']));

      it('finds nothing where there is nothing', async () => {
        expect(await store.list({ prefix: at('nothing/') })).toEqual({ folders: [], objects: [], continuation: null });
      });
    });

    it('refuses a second put where it must be absent', async () => {
      await store.put(at('once'), 'first', { onlyIfAbsent: true });
      expect(await codeOf(store.put(at('once'), 'second', { onlyIfAbsent: true }))).toBe('already-there');
      expect(text(await store.get(at('once')))).toBe('first');
    });

    describe('multipart', () => {
      const bodies = [randomBytes(5 * MiB), randomBytes(5 * MiB), randomBytes(1000)];
      const whole = Buffer.concat(bodies);
      const send = async (uri: S3Uri, uploadId: string, numbers: number[]): Promise<Part[]> =>
        Promise.all(
          numbers.map((number) => store.multipart.part(uri, uploadId, number, bodies[number - 1] ?? Buffer.alloc(0))),
        );

      it('joins the parts, in whatever order they came', async () => {
        const uri = at('multi/ü whole+1.bin');
        const { uploadId } = await store.multipart.begin(uri, { sha256: 'a'.repeat(64) });
        const parts = [...(await send(uri, uploadId, [3, 1])), ...(await send(uri, uploadId, [2]))];
        expect(await store.head(uri)).toBeNull();
        expect(await keysUnder(at('multi/'))).toEqual([]);
        await store.multipart.complete(
          uri,
          uploadId,
          parts.toSorted((a, b) => a.number - b.number),
        );
        expect(Buffer.compare(await store.get(uri), whole)).toBe(0);
        expect(await store.head(uri)).toMatchObject({ size: whole.byteLength, checksum: { value: 'a'.repeat(64) } });
      });

      it('says which parts are there, for another store to go on with', async () => {
        const uri = at('multi/resumed.bin');
        const { uploadId } = await store.multipart.begin(uri);
        const noted = await send(uri, uploadId, [1, 3]);
        const other = createStore(server.connection);
        const there = await other.multipart.parts(uri, uploadId);
        expect(there?.map(({ number, size, etag }) => [number, size, etag])).toEqual(
          noted.map(({ number, size, etag }) => [number, size, etag]),
        );
        const rest = await send(uri, uploadId, [2]);
        await other.multipart.complete(
          uri,
          uploadId,
          [...noted, ...rest].toSorted((a, b) => a.number - b.number),
        );
        expect(Buffer.compare(await store.get(uri), whole)).toBe(0);
        expect(await store.multipart.parts(uri, uploadId)).toBeNull();
      });

      it('leaves nothing when it is aborted, and may be aborted twice', async () => {
        const uri = at('multi/aborted.bin');
        const { uploadId } = await store.multipart.begin(uri);
        await send(uri, uploadId, [1]);
        await store.multipart.abort(uri, uploadId);
        await store.multipart.abort(uri, uploadId);
        expect(await store.head(uri)).toBeNull();
        expect(await store.multipart.parts(uri, uploadId)).toBeNull();
        expect(await codeOf(send(uri, uploadId, [3]))).toBe('not-found');
      });

      it('survives a kill of the server', async () => {
        const uri = at('multi/killed.bin');
        const { uploadId } = await store.multipart.begin(uri);
        const early = await send(uri, uploadId, [1]);
        await server.kill();
        expect(await codeOf(send(uri, uploadId, [2]))).toBe('unreachable');
        await server.start();
        expect(await store.head(uri)).toBeNull();
        const late = await send(uri, uploadId, [2, 3]);
        await store.multipart.complete(uri, uploadId, [...early, ...late]);
        expect(Buffer.compare(await store.get(uri), whole)).toBe(0);
      });
    });

    it('tells a missing object from a missing bucket and from a dead server', async () => {
      const elsewhere = s3Uri('no-such-bucket-here', 'x');
      expect(await codeOf(store.get(at('not/there')))).toBe('not-found');
      expect(await codeOf(store.stream(at('not/there')))).toBe('not-found');
      expect(await codeOf(store.get(elsewhere))).toBe('not-found');
      expect(await codeOf(store.head(elsewhere))).toBe('not-found');
      expect(await codeOf(store.put(elsewhere, ''))).toBe('not-found');
      expect(await codeOf(store.list({ prefix: elsewhere }))).toBe('not-found');
      const dead = createStore(await nobody());
      const began = performance.now();
      const calls = [
        dead.get(at('x')),
        dead.head(at('x')),
        dead.put(at('x'), ''),
        dead.list({ prefix: at('') }),
        dead.remove([at('x')]),
      ];
      expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'unreachable'));
      expect(performance.now() - began).toBeLessThan(10_000);
    });

    it('denies a stranger', async () => {
      const stranger = createStore(server.stranger);
      expect(await codeOf(stranger.get(at('once')))).toBe('denied');
      expect(await codeOf(stranger.head(at('once')))).toBe('denied');
      expect(await codeOf(stranger.put(at('stranger'), ''))).toBe('denied');
      expect(await codeOf(stranger.list({ prefix: at('') }))).toBe('denied');
    });

    it('stops at an abort', async () => {
      const gone = AbortSignal.abort();
      expect(await codeOf(store.get(at('once'), { signal: gone }))).toBe('interrupted');
      expect(await codeOf(store.put(at('gone'), 'x', { signal: gone }))).toBe('interrupted');
      const bytes = randomBytes(32 * MiB);
      const controller = new AbortController();
      const sending = codeOf(store.put(at('gone'), bytes, { signal: controller.signal }));
      setTimeout(() => controller.abort(), 5);
      expect(await sending).toBe('interrupted');
      expect(await store.head(at('gone'))).toBeNull();
    });

    it('asks for the credentials at each signing', async () => {
      let asked = 0;
      const counted = createStore({
        ...server.connection,
        credentials: () => {
          asked += 1;
          return server.connection.credentials();
        },
      });
      for (let index = 0; index < 3; index += 1) await counted.head(at('once'));
      expect(asked).toBeGreaterThanOrEqual(3);
    });

    it('makes buckets and knows them', async () => {
      expect(await bucketExists(server.connection, 'made-here')).toBe(false);
      await createBucket(server.connection, 'made-here');
      await createBucket(server.connection, 'made-here');
      expect(await bucketExists(server.connection, 'made-here')).toBe(true);
      expect(await codeOf(bucketExists(server.stranger, 'made-here'))).toBe('denied');
      expect(await codeOf(bucketExists(await nobody(), 'made-here'))).toBe('unreachable');
    });
  });
});
