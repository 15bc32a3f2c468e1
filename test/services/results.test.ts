import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChartSpec } from '#contract/chart';
import { ChartDrawing, Summary, SummaryRequest } from '#contract/results';
import type { ExportFormat } from '#contract/results';
import { Workspace } from '#contract/workspace';
import type { Engine, RunTables } from '#main/adapters/engines/port';
import { TEMPLATES } from '#main/domain/notebook-templates';
import { Activities } from '#main/services/activities';
import { ResultsService } from '#main/services/results';
import { hasPython, runPython } from '#test/support/numpy';
import { requirePart } from '#test/support/parts';
import { SMALL_RUN, openEngine, putSmallRun } from '#test/support/results';
import { findServer, startServer, type TestServer } from '#test/support/s3-server';

const hasServer = requirePart(
  'versitygw',
  findServer('versitygw'),
  'go install github.com/versity/versitygw/cmd/versitygw@v1.8.0',
);
const run = 'latest';
const workspace = Workspace.parse({
  format: 1,
  name: 'sandbox',
  kind: 'sandbox',
  region: 'us-east-1',
  bucket: 'b',
  prefix: 'vivarium',
});
const CHART = ChartSpec.parse({
  type: 'interval',
  source: 'by_scenario',
  title: 'Deaths <by> scenario',
  x: 'scenario',
});

describe.skipIf(!hasServer)('results of a real run', () => {
  let server: TestServer;
  let engine: Engine;
  let closeEngine: () => Promise<void>;
  let tables: RunTables;
  let service: ResultsService;
  let folder: string;

  beforeAll(async () => {
    server = await startServer('versitygw');
    tables = await putSmallRun(server);
    ({ engine, close: closeEngine } = await openEngine(server));
    folder = await mkdtemp(join(tmpdir(), 'results-'));
    service = new ResultsService({
      platform: { version: '1.2.3' },
      activities: new Activities(),
      connections: { engine: async () => engine },
      workspaces: { resolve: async () => workspace },
      tables: async () => tables,
    });
  }, 240_000);
  afterAll(async () => {
    await service.close();
    await closeEngine();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const failure = (work: Promise<unknown>) => work.then(() => undefined, (error: { data: object }) => error.data); // prettier-ignore
  const ask = (request: object) => service.summary(SummaryRequest.parse({ run, ...request }));
  const cell = (name: string, sql: string, session = 's') => service.runCell({ run, session, name, sql });

  test('metrics with their columns', async () => {
    const metrics = await service.metrics({ run });
    expect(metrics.map(({ name }) => name)).toEqual([...tables.metrics.keys()].sort());
    expect(metrics[0]).toMatchObject({
      name: 'deaths',
      files: 1,
      columns: expect.arrayContaining([{ name: 'value', type: 'DOUBLE' }]),
    });
    expect(metrics.at(-1)).toEqual({
      name: 'ylls',
      files: 1,
      rows: 0,
      bytes: expect.any(Number),
      columns: expect.any(Array),
    });
    expect(metrics.find(({ name }) => name === 'unfinished')?.columns).toEqual([]);
  });

  test('a query', async () => {
    const sql = 'SELECT count(*) AS n FROM deaths';
    expect(await service.query({ run, sql, limit: 10 })).toMatchObject({
      columns: [{ name: 'n', type: 'BIGINT' }],
      rows: [[1008]],
      truncated: false,
    });
  });

  describe('summary', () => {
    test('of scenarios comes with what they avert', async () => {
      const summary = Summary.parse(await ask({ metric: 'deaths', by: ['scenario'] }));
      expect(summary.rows.map(({ group, draws }) => [group, draws])).toEqual([[{ scenario: 'baseline' }, 3], [{ scenario: 'treated' }, 3]]); // prettier-ignore
      expect(summary.differences).toMatchObject([
        { group: { scenario: 'treated' }, reference: 'baseline', draws: 3, mean: expect.closeTo(74 / 3, 9) },
      ]);
      expect((await service.query({ run, sql: summary.sql, limit: 10 })).rows).toHaveLength(3);
    });

    test('without scenarios has no differences', async () => {
      expect(await ask({ metric: 'deaths', by: ['sex'] })).toMatchObject({ by: ['sex'], differences: [] });
      expect(await ask({ metric: 'deaths' })).toMatchObject({ rows: [{ group: {} }], differences: [] });
    });

    test.each([
      [{ metric: 'deths' }, 'bad-input', /Did you mean deaths/],
      [{ metric: 'deaths', by: ['colour'] }, 'bad-input', /Columns to group by: measure,/],
      [{ metric: 'deaths', where: { colour: ['red'] } }, 'bad-input', /Columns to group by/],
      [{ metric: 'deaths', by: ['input_draw'] }, 'bad-input', /Columns to group by/],
      [
        { metric: 'deaths', compare: { column: 'scenario', reference: 'base' } },
        'bad-input',
        /There are: baseline, treated/,
      ],
      [{ metric: 'unfinished' }, 'not-found', /Wait/],
    ])('%j is refused', async (request, code, advice) => {
      expect(await failure(ask(request))).toMatchObject({ code, advice: expect.stringMatching(advice) });
    });

    test.skipIf(!hasPython)('equals numpy on the same rows to 1e-9', { timeout: 240_000 }, async () => {
      const by = ['scenario', 'age_group', 'sex'];
      for (const metric of ['deaths', 'ylls', 'person_time_measles']) {
        const expected = await runPython<Record<'rows' | 'differences', [string[], number, number, number][]>>(
          NUMPY,
          join(SMALL_RUN, metric, '0000.parquet'),
          ...by,
        );
        const { rows, differences } = await ask({ metric, by });
        for (const [kind, found] of Object.entries({ rows, differences })) {
          const numbers = new Map(
            found.map(({ group, mean, lower, upper }) => [
              by.map((name) => String(group[name])).join('|'),
              [mean, lower, upper],
            ]),
          );
          const wanted = expected[kind as 'rows'];
          expect(numbers.size).toBe(wanted.length);
          for (const [group, ...values] of wanted)
            values.forEach((value, index) =>
              expect(Math.abs((numbers.get(group.join('|'))?.[index] ?? NaN) - value)).toBeLessThanOrEqual(
                1e-9 * Math.max(1, Math.abs(value)),
              ),
            );
        }
      }
    });
  });

  describe('cells', () => {
    test('keep their results for paging, sorting, later cells', async () => {
      expect(await cell('numbers', 'SELECT range AS n, -range AS m FROM range(1000)')).toMatchObject({
        row_count: 1000,
        columns: [{ name: 'n' }, { name: 'm' }],
      });
      expect(await service.page({ session: 's', name: 'numbers', offset: 998, limit: 10 })).toEqual({ offset: 998, values: [[998, 999], [-998, -999]] }); // prettier-ignore
      const sort = { column: 'm', descending: false };
      expect(await service.page({ session: 's', name: 'numbers', offset: 1, limit: 2, sort })).toEqual({ offset: 1, values: [[998, 997], [-998, -997]] }); // prettier-ignore
      expect(await cell('more', 'SELECT max(n) AS n FROM numbers')).toMatchObject({ row_count: 1 });
      expect(
        await failure(
          service.page({ session: 's', name: 'numbers', offset: 0, limit: 1, sort: { column: 'x', descending: true } }),
        ),
      ).toMatchObject({ code: 'bad-input' });
    });

    test('belong to their session', async () => {
      await cell('mine', 'SELECT 1', 'a');
      expect(await failure(service.page({ session: 'b', name: 'mine', offset: 0, limit: 1 }))).toMatchObject({
        code: 'not-found',
      });
      expect(await failure(cell('x', 'FROM mine', 'b'))).toMatchObject({ code: 'query-failed' });
      expect(await service.closeSession({ session: 'a' })).toEqual({ closed: true });
      expect(await service.closeSession({ session: 'a' })).toEqual({ closed: false });
      expect(await failure(service.page({ session: 'a', name: 'mine', offset: 0, limit: 1 }))).toMatchObject({
        code: 'not-found',
      });
    });

    test('cannot hide a metric', async () =>
      expect(await failure(cell('Deaths', 'SELECT 1'))).toMatchObject({ code: 'bad-input' }));

    test('see files that came since', async () => {
      await cell('before', 'SELECT count(*) AS n FROM deaths');
      const all = tables;
      tables = {
        ...all,
        metrics: new Map([
          ...all.metrics,
          ['deaths', [...(all.metrics.get('deaths') ?? []), ...(all.metrics.get('ylls') ?? [])]],
        ]),
      };
      await cell('after', 'SELECT count(*) AS n FROM deaths');
      tables = all;
      expect(await service.page({ session: 's', name: 'after', offset: 0, limit: 1 })).toMatchObject({
        values: [[2016]],
      });
      expect(await service.page({ session: 's', name: 'before', offset: 0, limit: 1 })).toMatchObject({
        values: [[1008]],
      });
    });

    test.each(Object.keys(TEMPLATES))('all of the template %s run and are drawn', async (template) => {
      for (const part of TEMPLATES[template]?.(run).cells ?? []) {
        if (part.kind === 'sql') expect((await cell(part.name, part.source, template)).row_count).toBeGreaterThan(0);
        if (part.kind !== 'chart') continue;
        const drawing = ChartDrawing.parse(
          await service.draw({ session: template, chart: ChartSpec.parse(parse(part.source)), dark: true }),
        );
        expect(drawing.rows).toBeGreaterThan(0);
      }
    });
  });

  describe('exports', () => {
    const sql = 'SELECT scenario, 5.0 AS mean, 4.0 AS lower, 6.5 AS upper FROM deaths GROUP BY ALL ORDER BY ALL';
    const chart = { kind: 'chart' as const, chart: CHART, sql };
    const write = async (format: ExportFormat, source: Parameters<ResultsService['export']>[0]['source'] = chart) => {
      const to = join(folder, `f.${format}`);
      const { path, bytes, file } = await service.export({ run, source, format, to, name: 'export' });
      expect({ path, file }).toEqual({ path: to, file: null });
      const content = await readFile(to);
      expect(content.byteLength).toBe(bytes);
      return content;
    };

    test('SVG holds words, marks and where it comes from', async () => {
      const svg = (await write('svg')).toString();
      expect(svg).toMatch(/^<svg/);
      expect(svg).toContain('Deaths &lt;by&gt; scenario');
      const metadata = /<metadata>(.*?)<\/metadata>/s.exec(svg)?.[1]?.replaceAll('&quot;', '"');
      expect(JSON.parse(metadata ?? '')).toMatchObject({ run: 'small/2026', sql, app: 'vivarium-aws 1.2.3' });
    });

    test.skipIf(!hasPython)('PNG is a picture with something on it; text too', { timeout: 240_000 }, async () => {
      await write('png');
      const title = { ...chart, chart: { ...CHART, title: undefined } };
      const plain = join(folder, 'plain.png');
      await service.export({ run, source: title, format: 'png', to: plain, name: 'x' });
      const { width, height, dark, colours } = await runPython<Pixels>(PIXELS, join(folder, 'f.png'));
      expect(width).toBeGreaterThan(1280);
      expect(height).toBeGreaterThan(720);
      expect(colours).toBeGreaterThan(20);
      // The title is the darkest text: without it there is less.
      expect(dark).toBeGreaterThan((await runPython<Pixels>(PIXELS, plain)).dark + 500);
    });

    test('HTML has its library and data inside and asks nobody', async () => {
      const html = (await write('html')).toString();
      expect(html).toContain("default-src 'none'");
      expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/);
      expect(html.length).toBeGreaterThan(400_000);
      expect(html).toContain('Deaths \\u003cby> scenario');
    });

    test('CSV is plain', async () => {
      expect((await write('csv')).toString()).toBe(
        'scenario,mean,lower,upper\nbaseline,5.0,4.0,6.5\ntreated,5.0,4.0,6.5\n',
      );
    });

    test.skipIf(!hasPython)('Parquet is read by others, provenance in its footer', { timeout: 240_000 }, async () => {
      await write('parquet', { kind: 'table', sql: 'FROM deaths' });
      const { rows, sum, metadata } = await runPython<{ rows: number; sum: number; metadata: string }>(
        PARQUET,
        join(folder, 'f.parquet'),
      );
      expect({ rows, sum }).toEqual({ rows: 1008, sum: 300 });
      expect(JSON.parse(metadata)).toMatchObject({ run: 'small/2026', sql: 'FROM deaths' });
    });

    test('a summary as table and picture', async () => {
      const source = {
        kind: 'summary' as const,
        request: SummaryRequest.parse({ run, metric: 'deaths', by: ['scenario', 'sex'] }),
      };
      const lines = (await write('csv', source)).toString().trim().split('\n');
      expect(lines[0]).toBe('quantity,scenario,sex,mean,lower,upper,draws');
      expect(lines).toHaveLength(1 + 4 + 2);
      expect((await write('svg', source)).toString()).toContain('averted against baseline');
    });

    test('without a place, a file is handed back', async () => {
      const { path, file, bytes } = await service.export({ run, source: chart, format: 'csv', name: 'my table' });
      if (!(file instanceof File)) throw new Error('no file');
      expect({ path, name: file.name, type: file.type, size: file.size }).toEqual({
        path: null,
        name: 'my table.csv',
        type: 'text/csv',
        size: bytes,
      });
    });

    test('of a kept result and its chart', async () => {
      await cell('by_scenario', sql);
      const svg = await service.exportCell({ session: 's', name: 'by_scenario', chart: CHART, format: 'svg' });
      expect(await svg.file?.text()).toContain('GROUP BY ALL');
      const csv = await service.exportCell({ session: 's', name: 'by_scenario', format: 'csv' });
      expect(await csv.file?.text()).toContain('treated,5.0');
    });

    test('what cannot be is said, and nothing partial stays', async () => {
      const to = join(folder, 'bad.csv');
      const table = (text: string) => ({ kind: 'table' as const, sql: text });
      expect(
        await failure(service.export({ run, source: table('FROM x'), format: 'csv', to, name: 'x' })),
      ).toMatchObject({ code: 'query-failed' });
      expect(
        await failure(service.export({ run, source: table('SELECT 1'), format: 'png', to, name: 'x' })),
      ).toMatchObject({ code: 'bad-input' });
      expect(
        await failure(
          service.export({ run, source: table('SELECT 1'), format: 'csv', to: join(folder, 'no', 'x.csv'), name: 'x' }),
        ),
      ).toMatchObject({ code: 'bad-input' });
      await writeFile(to, 'old');
      await failure(service.export({ run, source: table("SELECT error('x')"), format: 'csv', to, name: 'x' }));
      expect(await readFile(to, 'utf8')).toBe('old');
      expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
    });
  });
});

interface Pixels {
  width: number;
  height: number;
  dark: number;
  colours: number;
}

const NUMPY = `
import sys, json, collections, numpy, pyarrow.parquet
path, *by = sys.argv[1:]
sums = collections.defaultdict(float)
for row in pyarrow.parquet.read_table(path).to_pylist():
    sums[tuple(row[c] for c in by), row['input_draw'], row['random_seed']] += row['value']
def summarise(values):
    draws = collections.defaultdict(lambda: collections.defaultdict(float))
    for (group, draw, seed), value in values.items():
        draws[group][draw] += value
    return [[group, numpy.mean(v), *numpy.percentile(v, [2.5, 97.5])] for group, v in ((g, list(d.values())) for g, d in draws.items())]
place = by.index('scenario')
as_baseline = lambda group: group[:place] + ('baseline',) + group[place + 1:]
averted = {(g, d, s): sums[as_baseline(g), d, s] - v for (g, d, s), v in list(sums.items()) if g[place] != 'baseline'}
print(json.dumps({'rows': summarise(sums), 'differences': summarise(averted)}))
`;

const PIXELS = `
import sys, json, numpy, PIL.Image
pixels = numpy.array(PIL.Image.open(sys.argv[1]).convert('RGB'))
height, width, _ = pixels.shape
print(json.dumps({'width': width, 'height': height, 'dark': int((pixels.max(axis=2) < 60).sum()), 'colours': len(numpy.unique(pixels.reshape(-1, 3), axis=0))}))
`;

const PARQUET = `
import sys, json, pyarrow.parquet
table = pyarrow.parquet.read_table(sys.argv[1])
metadata = pyarrow.parquet.read_metadata(sys.argv[1]).metadata
print(json.dumps({'rows': table.num_rows, 'sum': sum(table['value'].to_pylist()), 'metadata': metadata[b'vivarium-aws'].decode()}))
`;
