import type { InferContractRouterOutputs } from '@orpc/contract';
import type { z } from 'zod';
import type { ExportFormat, MetricInfo, results } from '#contract/results';
import type { Workspace } from '#contract/workspace';
import type { RunTables } from '#main/adapters/engines/port';
import { AppError } from '#main/domain/app-error';
import { MOST_ROWS, toVegaLite } from '#main/domain/charts/index';
import type { Provenance } from '#main/domain/provenance';
import { identifier } from '#main/domain/sql';
import type { Platform } from '#main/platform';
import type { Activities } from './activities.ts';
import type { Connections } from './connections.ts';
import { exportPicture, exportTable, isPicture, type Exported } from './results/export.ts';
import { MetricColumns, requireMetric, tablesChanged, withSession } from './results/run-tables.ts';
import { Sessions } from './results/sessions.ts';
import { summaryChart } from './results/summary-chart.ts';
import { checkReference, planSummary, readSummary } from './results/summary.ts';

/** Inputs as they arrive here: parsed, with their defaults. */
type Input = { [Call in keyof typeof results]: z.output<NonNullable<(typeof results)[Call]['~orpc']['inputSchema']>> };
type Output = InferContractRouterOutputs<typeof results>;

interface Needs {
  platform: Pick<Platform, 'version'>;
  activities: Activities;
  connections: Pick<Connections, 'engine'>;
  workspaces: { resolve(name?: string): Promise<Workspace> };
  /** The result files that a run's events name. */
  tables(workspace: Workspace, run: string): Promise<RunTables>;
}

/** A summary has one row a group; more groups than this is a mistake. */
const MOST_GROUPS = 100_000;
/** Metrics whose columns are looked up at a time. */
const AT_ONCE = 4;

/** Queries, statistics, notebook cells and exports over the results of a run, where they lie. */
export class ResultsService {
  readonly #needs: Needs;
  readonly #sessions = new Sessions();
  readonly #columns = new MetricColumns();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  async metrics(input: Input['metrics'], signal?: AbortSignal): Promise<Output['metrics']> {
    const { engine, tables } = await this.#open(input);
    const infos: MetricInfo[] = [];
    const entries = [...tables.metrics].sort(([a], [b]) => a.localeCompare(b));
    for (let start = 0; start < entries.length; start += AT_ONCE)
      infos.push(
        ...(await Promise.all(
          entries.slice(start, start + AT_ONCE).map(async ([name, files]) => ({
            name,
            files: files.length,
            rows: files.reduce((sum, { rows }) => sum + rows, 0),
            bytes: files.reduce((sum, { size }) => sum + size, 0),
            columns: await this.#columns.of(engine, tables, name, signal),
          })),
        )),
      );
    return infos;
  }

  async query({ sql, limit, ...input }: Input['query'], signal?: AbortSignal): Promise<Output['query']> {
    const { engine, tables } = await this.#open(input);
    const began = performance.now();
    const rows = await withSession(engine, tables, (session) => session.query(sql, { limit, signal }));
    return { ...rows, elapsed_ms: performance.now() - began };
  }

  async summary(request: Input['summary'], signal?: AbortSignal): Promise<Output['summary']> {
    const { engine, tables } = await this.#open(request);
    const began = performance.now();
    const plan = await this.#plan(request, engine, tables, signal);
    const rows = await withSession(engine, tables, (session) =>
      session.query(plan.sql, { limit: MOST_GROUPS, signal }),
    );
    const summary = readSummary(plan, request.metric, rows);
    checkReference(request, summary);
    return { ...summary, elapsed_ms: performance.now() - began };
  }

  async runCell(
    { session: id, name, sql, ...input }: Input['runCell'],
    signal?: AbortSignal,
  ): Promise<Output['runCell']> {
    const { engine, tables, workspace } = await this.#open(input);
    if ([...tables.metrics.keys()].some((metric) => metric.toLowerCase() === name.toLowerCase())) throw nameTaken(name);
    const entry = await this.#sessions.ensure(id, engine, workspace);
    const began = performance.now();
    if (tablesChanged(entry.tables, tables)) {
      await entry.session.use(tables);
      entry.tables = tables;
    }
    const { columns, rowCount } = await entry.session.keep(name, sql, signal);
    entry.cells.set(name, { sql, columns, rowCount, run: tables.run });
    return { name, columns, row_count: rowCount, elapsed_ms: performance.now() - began };
  }

  async page({ session, name, offset, limit, sort }: Input['page'], signal?: AbortSignal): Promise<Output['page']> {
    const { session: connection, cell } = this.#sessions.kept(session, name, `showing “${name}”`);
    if (sort && !cell.columns.some((column) => column.name === sort.column))
      throw noColumn(name, sort.column, cell.columns);
    const from = `FROM temp.${identifier(name)}`;
    const sql = sort
      ? `${from} ORDER BY ${identifier(sort.column)} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, rowid LIMIT ${limit} OFFSET ${offset}`
      : `${from} WHERE rowid >= ${offset} AND rowid < ${offset + limit} ORDER BY rowid`;
    const { columns, rows } = await connection.query(sql, { limit, signal });
    return { offset, values: columns.map((_, index) => rows.map((row) => row[index] ?? null)) };
  }

  async draw({ session, chart, dark }: Input['draw'], signal?: AbortSignal): Promise<Output['draw']> {
    const { session: connection } = this.#sessions.kept(session, chart.source, `drawing “${chart.source}”`);
    const table = await connection.query(`FROM temp.${identifier(chart.source)}`, { limit: MOST_ROWS + 1, signal });
    return { vega_lite: toVegaLite(chart, table, dark) as Output['draw']['vega_lite'], rows: table.rows.length };
  }

  async closeSession({ session }: Input['closeSession']): Promise<Output['closeSession']> {
    return { closed: await this.#sessions.close(session) };
  }

  async export(input: Input['export'], caller?: AbortSignal): Promise<Output['export']> {
    const { source, format, to, name } = input;
    return this.#exporting(name, format, caller, async (signal) => {
      const { engine, tables } = await this.#open(input);
      // The run and workspace that count are those of the export, not those inside the request.
      const summary =
        source.kind === 'summary'
          ? await this.#plan({ ...source.request, run: input.run }, engine, tables, signal)
          : null;
      const sql = source.kind === 'summary' ? (summary?.sql ?? '') : source.sql;
      const provenance = this.#provenance(tables.run, sql);
      const chart =
        source.kind === 'chart'
          ? source.chart
          : summary && source.kind === 'summary'
            ? summaryChart(source.request.metric, summary)
            : null;
      return withSession(engine, tables, async (session) => {
        if (!isPicture(format)) return exportTable(session, sql, provenance, { format, to, name }, signal);
        if (!chart) throw notAPicture(name, format);
        const table = await session.query(sql, { limit: MOST_ROWS + 1, signal });
        return exportPicture(toVegaLite(chart, table), provenance, { format, to, name });
      });
    });
  }

  async exportCell(
    { session: id, name, chart, format, to }: Input['exportCell'],
    caller?: AbortSignal,
  ): Promise<Output['exportCell']> {
    return this.#exporting(name, format, caller, async (signal) => {
      const { session, cell } = this.#sessions.kept(id, chart?.source ?? name, `exporting “${name}”`);
      const sql = `FROM temp.${identifier(chart?.source ?? name)}`;
      const provenance = this.#provenance(cell.run, cell.sql);
      if (!isPicture(format)) return exportTable(session, sql, provenance, { format, to, name }, signal);
      if (!chart) throw notAPicture(name, format);
      const table = await session.query(sql, { limit: MOST_ROWS + 1, signal });
      return exportPicture(toVegaLite(chart, table), provenance, { format, to, name });
    });
  }

  /** Closes what notebooks have open; the engines are the connections' to close. */
  async close(): Promise<void> {
    await this.#sessions.closeAll();
  }

  async #open({ workspace: name, run }: { workspace?: string; run: string }) {
    const workspace = await this.#needs.workspaces.resolve(name);
    const [engine, tables] = await Promise.all([
      this.#needs.connections.engine(workspace),
      this.#needs.tables(workspace, run),
    ]);
    return { workspace, engine, tables };
  }

  async #plan(
    request: Input['summary'],
    engine: Awaited<ReturnType<Connections['engine']>>,
    tables: RunTables,
    signal?: AbortSignal,
  ) {
    requireMetric(tables, request.metric);
    const columns = await this.#columns.of(engine, tables, request.metric, signal);
    return planSummary(request, columns);
  }

  #exporting(
    name: string,
    format: ExportFormat,
    caller: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Exported>,
  ): Promise<Exported> {
    const title = `exporting ${name} as ${format.toUpperCase()}`;
    return this.#needs.activities.run({ kind: 'export', title }, ({ signal }) =>
      work(caller ? AbortSignal.any([signal, caller]) : signal),
    );
  }

  #provenance(run: string, sql: string): Provenance {
    return { run, sql, exported_at: new Date().toISOString(), app: `vivarium-aws ${this.#needs.platform.version}` };
  }
}

function nameTaken(name: string): AppError {
  return new AppError({
    code: 'bad-input', doing: `running the cell “${name}”`, message: `“${name}” is the name of a metric.`, advice: 'Give the cell another name.',
  }); // prettier-ignore
}

function noColumn(name: string, column: string, columns: readonly { name: string }[]): AppError {
  const advice = `Its columns are: ${columns.map((known) => known.name).join(', ')}.`;
  return new AppError({
    code: 'bad-input',
    doing: `sorting “${name}”`,
    message: `“${name}” has no column “${column}”.`,
    advice,
  });
}

function notAPicture(name: string, format: ExportFormat): AppError {
  return new AppError({
    code: 'bad-input', doing: `exporting “${name}”`, message: `A table has no picture to export as ${format.toUpperCase()}.`, advice: 'Export a chart, or the table as CSV or Parquet.',
  }); // prettier-ignore
}
