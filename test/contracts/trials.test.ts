import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveServer, SERVERS, startServer, type TestServer } from '#test/support/s3-server';
import { cutTrial, restartTrial } from '#test/support/trials/cuts';
import { buildSender, killTrial } from '#test/support/trials/kills';

/** All of them by VIVARIUM_AWS_TRIALS=100,50,10 (kills, cuts, restarts); a few otherwise. */
const [kills = 5, cuts = 6, restarts = 2] = (process.env.VIVARIUM_AWS_TRIALS ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number);
const there = await Promise.all(SERVERS.map(async (name) => [name, await haveServer(name)] as const));
const rounds = (count: number) => Array.from({ length: count }, (_, round) => round);

describe.each(there)('transfers in trouble on %s', (name, isThere) => {
  describe.skipIf(!isThere)('', () => {
    const bytes = randomBytes(72 * 1024 * 1024 + 11);
    let folder: string;
    let path: string;
    let server: TestServer;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'trouble-'));
      path = join(folder, 'file');
      await writeFile(path, bytes);
      server = await startServer(name);
    });
    afterAll(async () => {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it(
      `comes through ${cuts} times that connections are reset, stalled or truncated`,
      { timeout: 60_000 * cuts },
      async () => {
        for (const round of rounds(cuts)) expect(await cutTrial(server, path, bytes, round)).toEqual([]);
      },
    );

    it(`comes through ${kills} times that its process is killed`, { timeout: 60_000 * kills }, async () => {
      const sender = await buildSender();
      for (const round of rounds(kills)) expect(await killTrial(server, sender, path, bytes, round)).toEqual([]);
    });

    it(
      `comes through ${restarts} times that the server is killed and started`,
      { timeout: 60_000 * restarts },
      async () => {
        for (const round of rounds(restarts)) expect(await restartTrial(server, path, bytes, round)).toEqual([]);
      },
    );
  });
});
