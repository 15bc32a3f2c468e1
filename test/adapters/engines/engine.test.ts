import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, RunTables, Session } from '#main/adapters/engines/port';
import type { Credentials } from '#main/adapters/stores/port';
import { s3Uri } from '#main/domain/s3-uri';
import { requirePart } from '#test/support/parts';
import { ROOT, openEngine, putSmallRun } from '#test/support/results';
import { findServer, startServer, type TestServer } from '#test/support/s3-server';

const hasServer = requirePart(
  'versitygw',
  findServer('versitygw'),
  'go install github.com/versity/versitygw/cmd/versitygw@v1.8.0',
);

describe.skipIf(!hasServer)('DuckDB on a real S3 server', () => {
  let server: TestServer;
  let tables: RunTables;
  let engine: Engine;
  let closeEngine: () => Promise<void>;
  let session: Session;

  beforeAll(async () => {
    server = await startServer('versitygw');
    tables = await putSmallRun(server);
    ({ engine, close: closeEngine } = await openEngine(server));
  }, 240_000);
  afterAll(async () => {
    await closeEngine();
    await server.stop();
  });
  beforeEach(async () => {
    session = await engine.session();
    await session.use(tables);
  });
  afterEach(() => session.close());

  const failure = (sql: string) => session.query(sql).then(() => undefined, (error: { data: object }) => error.data); // prettier-ignore

  describe('views', () => {
    test('a metric is a table, whatever its case', async () => {
      const { rows } = await session.query('SELECT scenario, sum(value) AS n FROM DEATHS GROUP BY ALL ORDER BY ALL');
      expect(rows).toEqual([['baseline', 187], ['treated', 113]]); // prettier-ignore
    });

    test('text is text, however it was stored', async () => {
      const { columns } = await session.query('FROM deaths LIMIT 0');
      expect(columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name)).toContain('entity');
      expect(columns.at(-1)).toEqual({ name: 'value', type: 'DOUBLE' });
    });

    test('files of differing columns are united by name', async () => {
      const [deaths, ylls] = ['deaths', 'person_time_measles'].map((name) => tables.metrics.get(name) ?? []);
      await session.use({ run: 'x', metrics: new Map([['both', [...(deaths ?? []), ...(ylls ?? [])]]]) });
      expect((await session.query('SELECT count(*) FROM "both"')).rows).toEqual([[2016]]);
    });

    test('a run in use is replaced by another, and does not disturb other sessions', async () => {
      const other = await engine.session();
      await other.use({ run: 'it\'s "one"', metrics: new Map([['deaths', tables.metrics.get('ylls') ?? []]]) });
      expect((await other.query('SELECT DISTINCT measure FROM deaths')).rows).toEqual([['ylls']]);
      expect((await session.query('SELECT DISTINCT measure FROM deaths')).rows).toEqual([['deaths']]);
      await other.use(tables);
      expect((await other.query('SELECT DISTINCT measure FROM deaths')).rows).toEqual([['deaths']]);
      await other.close();
    });

    test('naming 2,000 files costs nothing until they are read', async () => {
      const many = Array.from({ length: 2000 }, (_, index) => ({
        uri: s3Uri(server.bucket, `${ROOT}/none/${index}.parquet`),
        size: 1,
        rows: 1,
      }));
      const began = performance.now();
      await session.use({
        run: 'big',
        metrics: new Map(Array.from({ length: 40 }, (_, index) => [`metric_${index}`, many])),
      });
      expect((await session.query('SELECT 1')).rows).toEqual([[1]]);
      expect(performance.now() - began).toBeLessThan(500);
    });
  });

  describe('mistakes', () => {
    test.each([
      ['SELECT * FROM deths', 14, 'There is no table “deths”.', 'Did you mean deaths?'],
      [
        "SELECT 'é', valu FROM deaths",
        12,
        'Referenced column "valu" not found in FROM clause.',
        'Did you mean value, measure?',
      ],
      ['SELEC 1', 0, 'Syntax error at or near "SELEC".', 'Correct the SQL and run it again.'],
      [
        "SELECT 1, 'a'::DATE",
        13,
        'Invalid date field format: "a", expected format is (YYYY-MM-DD).',
        'Correct the SQL and run it again.',
      ],
    ])('%s', async (sql, position, message, advice) => {
      expect(await failure(sql)).toMatchObject({ code: 'query-failed', position, message, advice });
    });

    test('a metric without a file yet', async () => {
      expect(await failure('FROM unfinished')).toMatchObject({
        code: 'not-found',
        message: 'There are no results of “unfinished” yet.',
      });
    });

    test('a file that is gone', async () => {
      await session.use({
        run: 'x',
        metrics: new Map([['lost', [{ uri: s3Uri(server.bucket, `${ROOT}/lost.parquet`), size: 1, rows: 1 }]]]),
      });
      expect(await failure('FROM lost')).toMatchObject({ code: 'not-found' });
    });
  });

  describe('only reading', () => {
    test.each([
      'CREATE TABLE x (i INT)', "ATTACH 'x.db'", 'INSTALL json', "SET memory_limit = '1GB'", 'DROP VIEW deaths', 'PRAGMA enable_profiling',
      "COPY (SELECT 1) TO 's3://test-bucket/vivarium/x.csv'", 'SELECT 1; SELECT 2', 'FROM (PIVOT deaths ON sex); DROP VIEW deaths', 'DELETE FROM deaths',
      'CREATE SECRET (TYPE s3)', 'USE memory', 'CALL pragma_version()', 'SELECT 1); CREATE TABLE x AS (SELECT 1', "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'",
    ])('refuses %s', async (sql) => expect(await failure(sql)).toMatchObject({ code: 'query-failed' })); // prettier-ignore

    test.each([
      "SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM glob('/*')", "FROM 's3://other-bucket/x.parquet'", "FROM read_csv('https://example.org/x.csv')",
      "FROM read_parquet('s3://test-bucket/other/x.parquet')", 'SELECT * FROM duckdb_secrets(redact = false)', "SELECT * FROM query('DROP VIEW deaths')",
    ])('does not reach %s', async (sql) => expect(await failure(sql)).toMatchObject({ code: 'query-failed' })); // prettier-ignore

    test('the secret is shown to nobody', async () => {
      const { secretAccessKey } = await server.connection.credentials();
      const texts = ['FROM duckdb_secrets()', "SELECT * FROM duckdb_settings() WHERE name LIKE '%s3%'"];
      for (const sql of texts) expect(JSON.stringify(await session.query(sql))).not.toContain(secretAccessKey);
    });

    test.each([
      'DESCRIBE deaths',
      'SUMMARIZE deaths',
      'EXPLAIN SELECT 1',
      'VALUES (1);',
      'PIVOT deaths ON scenario USING sum(value) GROUP BY sex; -- end',
      'WITH a AS (FROM deaths) FROM a',
    ])('runs and keeps %s', async (sql) => {
      const { rows } = await session.query(sql);
      const { rowCount } = await session.keep('kept result', sql);
      expect(rowCount).toBe(rows.length);
      expect((await session.query('FROM "kept result"')).rows.length).toBe(rows.length);
    });
  });

  test('limit, truncation and parameters', async () => {
    expect(await session.query('FROM range(5)', { limit: 5 })).toMatchObject({ truncated: false });
    expect(await session.query('FROM range(5000)', { limit: 4 })).toMatchObject({
      rows: [[0], [1], [2], [3]],
      truncated: true,
    });
    expect((await session.query('SELECT $1 || $2', { parameters: ["a'", 'b'] })).rows).toEqual([["a'b"]]);
  });

  test('a kept result is replaced only by one that succeeded', async () => {
    await session.keep('r', 'SELECT 1 AS a');
    await expect(session.keep('r', "SELECT error('no')")).rejects.toMatchObject({ data: { code: 'query-failed' } });
    expect((await session.query('FROM r')).rows).toEqual([[1]]);
    expect(await session.keep('r', 'SELECT a + 1 AS a FROM r')).toEqual({
      columns: [{ name: 'a', type: 'INTEGER' }],
      rowCount: 1,
    });
  });

  test('cancelling ends a query at once, and the session goes on', async () => {
    const endless = 'SELECT count(*) FROM range(1000000) a, range(1000000) b';
    const cancel = new AbortController();
    const began = performance.now();
    setTimeout(() => cancel.abort(), 100);
    await expect(session.query(endless, { signal: cancel.signal })).rejects.toMatchObject({
      data: { code: 'interrupted' },
    });
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await session.query('SELECT 1')).rows).toEqual([[1]]);
    await expect(session.query('SELECT 1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      data: { code: 'interrupted' },
    });
  });

  test("the program's own work goes on while DuckDB computes", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const began = performance.now();
    await session.query('SELECT sum(hash(range)) FROM range(60000000)');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan((performance.now() - began) / 5 / 4);
  });

  test('a table is written whole, with its metadata; a failed one not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copies-'));
    const path = join(folder, 'it\'s a "table".parquet');
    await session.copyTo('SELECT scenario, value FROM deaths', path, 'parquet', {
      metadata: { 'vivarium-aws': "it's" },
    });
    const found = await reader().then((local) =>
      local.runAndReadAll(`SELECT decode(value) FROM parquet_kv_metadata('${path.replaceAll("'", "''")}')`),
    );
    expect(found.getRows()).toEqual([["it's"]]);
    await session.copyTo("SELECT 1 AS a, 'x,\"y' AS b", join(folder, 'a.csv'), 'csv');
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe('a,b\n1,"x,""y"\n');
    await expect(session.copyTo("SELECT error('no')", join(folder, 'b.csv'), 'csv')).rejects.toMatchObject({
      data: { code: 'query-failed' },
    });
    expect((await readdir(folder)).sort()).toEqual(['a.csv', 'it\'s a "table".parquet']);
    await rm(folder, { recursive: true });
  });

  describe('credentials', () => {
    test('are renewed before they end, and once when the store refuses them', async () => {
      const asked: string[] = [];
      const stranger = await server.stranger.credentials(); // versitygw answers 404 to a key it does not know
      const right = await server.connection.credentials();
      const answers: Credentials[] = [
        { ...right, expiration: new Date(Date.now() + 60_000) }, // at the start: near its end, so asked again
        stranger, // refused by the store, so asked again
        right,
      ];
      const credentials = async () => {
        const answer = answers.shift() ?? right;
        asked.push(answer.accessKeyId);
        return answer;
      };
      const { engine: own, close } = await openEngine(server, { connection: { ...server.connection, credentials } });
      const mine = await own.session();
      await mine.use(tables);
      expect((await mine.query('SELECT count(*) FROM deaths')).rows).toEqual([[1008]]);
      await mine.query('SELECT count(*) FROM ylls');
      expect(asked).toEqual([right.accessKeyId, stranger.accessKeyId, right.accessKeyId]);
      await close();
    });

    test('that are wrong are called so, and do not leak', async () => {
      const wrong = { ...(await server.connection.credentials()), secretAccessKey: 'x'.repeat(40) };
      const connection = { ...server.connection, credentials: async () => wrong };
      const { engine: own, close } = await openEngine(server, { connection });
      const mine = await own.session();
      await mine.use(tables);
      const error: { data: object } = await mine.query('FROM deaths').then(() => ({ data: {} }), (thrown) => thrown); // prettier-ignore
      expect(error.data).toMatchObject({ code: 'denied' });
      expect(JSON.stringify(error.data)).not.toContain(wrong.accessKeyId);
      await close();
    });
  });

  test('a dead server is said to be one, soon; and is used again when it is back', async () => {
    await session.query('SELECT count(*) FROM deaths');
    await server.kill();
    const began = performance.now();
    expect(await failure('SELECT count(*) FROM ylds')).toMatchObject({ code: 'unreachable', retry: true });
    expect(performance.now() - began).toBeLessThan(10_000);
    await server.start();
    expect((await session.query('SELECT count(*) FROM ylds')).rows).toEqual([[1008]]);
  }, 60_000);
});

async function reader() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create(':memory:')).connect();
}
