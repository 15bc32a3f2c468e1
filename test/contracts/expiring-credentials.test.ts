import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workspace } from '#contract/workspace';
import { createFiles } from '#main/adapters/files/index';
import { createIdentities } from '#main/adapters/identities/index';
import { createBucket, createStore } from '#main/adapters/stores/index';
import type { StoreConnection } from '#main/adapters/stores/port';
import { s3Uri } from '#main/domain/s3-uri';
import { CredentialService } from '#main/services/credentials';
import { type Emulator, hasEmulator, startEmulator } from '../support/aws-emulator.ts';
import { type AwsHome, useAwsHome } from '../support/aws-home.ts';
import { type ExpiringStore, expiringStore } from '../support/expiring-store.ts';
import { openEngine, putSmallRun, ROOT } from '../support/results.ts';

const BUCKET = 'measles-heron-opal-4713';
/** How long each session lasts, and for how long everything goes on. */
const LIFE_S = 3;
const WHILE_MS = 10_000;

describe.skipIf(!hasEmulator)('credentials that end every few seconds', () => {
  let user: AwsHome;
  let emulator: Emulator;
  let store: ExpiringStore;
  let connection: StoreConnection;
  const owner = (): StoreConnection => ({
    region: 'us-east-1',
    endpoint: emulator.endpoint,
    credentials: () => Promise.resolve({ accessKeyId: 'owner', secretAccessKey: 'owner' }),
  });
  const asked = () => readFileSync(join(user.path, 'asked'), 'utf8').length;

  beforeAll(async () => {
    user = useAwsHome();
    emulator = await startEmulator();
    await createBucket(owner(), BUCKET);
    store = await expiringStore(emulator.endpoint);
    const program = join(user.path, 'session.mjs');
    const answer = `{ Version: 1, AccessKeyId: 'ASIASHORT', SecretAccessKey: 'x', SessionToken: 'until-' + end, Expiration: new Date(end).toISOString() }`;
    writeFileSync(program, `import { appendFileSync } from 'node:fs';\nappendFileSync('${join(user.path, 'asked')}', 'x');\nconst end = Date.now() + ${LIFE_S * 1000};\nconsole.log(JSON.stringify(${answer}));\n`); // prettier-ignore
    writeFileSync(
      join(user.path, '.aws', 'config'),
      `[profile short]\ncredential_process = ${process.execPath} ${program}\n`,
    );
    const workspace = Workspace.parse({ format: 1, name: 'w', kind: 'aws', region: 'us-east-1', bucket: BUCKET, prefix: ROOT, profile: 'short', endpoint: store.endpoint }); // prettier-ignore
    const broker = new CredentialService({
      files: createFiles(),
      identities: createIdentities(),
      workspaces: { resolve: () => Promise.resolve(workspace) },
      cloud: () => Promise.reject(new Error('not asked')),
    });
    connection = await broker.connection(workspace);
  });
  afterAll(async () => {
    await store.close();
    await emulator.stop();
    user.restore();
  });

  test('an upload, a watch and a query session go on without a failure', async () => {
    const tables = await putSmallRun({ connection: owner(), bucket: BUCKET });
    const { engine, close } = await openEngine({ connection, bucket: BUCKET });
    const s3 = createStore(connection);
    const until = Date.now() + WHILE_MS;
    const going = () => Date.now() < until;

    const upload = async () => {
      const uri = s3Uri(BUCKET, `${ROOT}/artifacts/big.hdf`);
      const { uploadId } = await s3.multipart.begin(uri);
      const parts = [];
      const body = new Uint8Array(5 * 2 ** 20);
      for (let number = 1; going(); number++) {
        parts.push(await s3.multipart.part(uri, uploadId, number, body));
        await sleep(200);
      }
      await s3.multipart.complete(uri, uploadId, parts);
      return { sent: parts.length * body.byteLength, there: (await s3.head(uri))?.size };
    };
    const watch = async () => {
      let polls = 0;
      for (; going(); polls++) {
        await s3.list({ prefix: s3Uri(BUCKET, `${ROOT}/results/`) });
        await sleep(100);
      }
      return polls;
    };
    const query = async () => {
      const session = await engine.session();
      await session.use(tables);
      const rows = new Set<unknown>();
      for (let number = 0; going(); number++) {
        // Another file each time: what DuckDB has read it does not ask for again.
        const name = `copy-${number}.parquet`;
        const file = [...tables.metrics.values()][0]?.[0];
        if (!file) throw new Error('The run has no files');
        const uri = s3Uri(BUCKET, `${ROOT}/copies/${name}`);
        await s3.put(uri, await s3.get(file.uri));
        rows.add((await session.query(`SELECT count(*) FROM read_parquet('${uri}')`)).rows[0]?.[0]);
        await sleep(300);
      }
      await session.close();
      return rows;
    };

    const [uploaded, polls, rows] = await Promise.all([upload(), watch(), query()]);
    await close();
    expect(uploaded.there).toBe(uploaded.sent);
    expect(polls).toBeGreaterThan(20);
    expect(rows.size).toBe(1);
    expect(store.refused).toEqual([]);
    // Several sessions were used, and each was asked for once or twice, not at each request.
    expect(store.sessions.size).toBeGreaterThanOrEqual(WHILE_MS / 1000 / LIFE_S);
    expect(asked()).toBeLessThanOrEqual(2 * (WHILE_MS / 1000 / LIFE_S) + 4);
  });
});
