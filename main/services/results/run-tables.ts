import type { Column } from '#contract/results';
import type { Engine, RunTables, Session } from '#main/adapters/engines/port';
import { AppError } from '#main/domain/app-error';
import { closest } from '#main/domain/closest';
import { identifier } from '#main/domain/sql';

/** True where a run has gained (or, restarted, replaced) files since. */
export function tablesChanged(before: RunTables | null, now: RunTables): boolean {
  if (before === now) return false;
  if (!before || before.run !== now.run || before.metrics.size !== now.metrics.size) return true;
  for (const [metric, files] of now.metrics) {
    const known = before.metrics.get(metric);
    if (known?.length !== files.length || files.some(({ uri }, index) => known[index]?.uri !== uri)) return true;
  }
  return false;
}

/** Runs `work` with a session of its own over the run. */
export async function withSession<T>(
  engine: Engine,
  tables: RunTables,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await engine.session();
  try {
    await session.use(tables);
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Errors: `not-found` where nothing has finished yet, `bad-input` for an unknown name. */
export function requireMetric(tables: RunTables, metric: string): void {
  const files = tables.metrics.get(metric);
  if (files && files.length > 0) return;
  const names = [...tables.metrics.keys()];
  const doing = `reading the metric ${metric}`;
  if (files || names.length === 0)
    throw new AppError({ code: 'not-found', doing, message: files ? `There are no results of “${metric}” yet.` : `The run ${tables.run} has no results yet.`, advice: 'Wait until its first batch has finished.', retry: true }); // prettier-ignore
  const near = closest(metric, names);
  throw new AppError({
    code: 'bad-input', doing, message: `The run ${tables.run} has no metric “${metric}”.`,
    advice: near ? `Did you mean ${near}? There are: ${names.join(', ')}.` : `There are: ${names.join(', ')}.`,
  }); // prettier-ignore
}

/** The columns of the metrics, remembered: files do not change once they are written. */
export class MetricColumns {
  readonly #known = new Map<string, Column[]>();

  /** Columns of a metric by its first and last file: all tasks of a run write the same ones, and a footer costs a request. */
  async of(engine: Engine, tables: RunTables, metric: string, signal?: AbortSignal): Promise<Column[]> {
    const files = tables.metrics.get(metric) ?? [];
    const [first, last] = [files[0], files.at(-1)];
    if (!first || !last) return [];
    const key = `${first.uri}\n${last.uri}`;
    const known = this.#known.get(key);
    if (known) return known;
    const few: RunTables = { run: tables.run, metrics: new Map([[metric, first === last ? [first] : [first, last]]]) };
    const columns = await withSession(
      engine,
      few,
      async (session) => (await session.query(`FROM ${identifier(metric)} LIMIT 0`, { signal })).columns,
    );
    if (this.#known.size > 2000) this.#known.clear();
    this.#known.set(key, columns);
    return columns;
  }
}
