import { randomUUID } from 'node:crypto';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { Column, Value } from '#contract/results';
import { AppError } from '#main/domain/app-error';
import { identifier, literal, withoutEnd } from '#main/domain/sql';
import { mayBeRefusal, missingTable, readDuckdbError, toEngineError } from './errors.ts';
import type { Rows, RunTables, Session } from './port.ts';
import { prepareReading, type Checked } from './statements.ts';
import { toWire } from './values.ts';
import { Views } from './views.ts';

interface Shared {
  /** Puts valid credentials in place; `force` after the store has refused them. True where they changed. */
  renew(connection: DuckDBConnection, force?: boolean): Promise<boolean>;
  storeAnswers(): Promise<boolean>;
  /** Folder that DuckDB may write to. */
  exports: string;
  closed(session: Session): void;
  /** A number that no other schema of the instance has. */
  next(): number;
}

const DEFAULT_LIMIT = 10_000;

/** One connection; its statements run one after the other. */
export class DuckdbSession implements Session {
  readonly #connection: DuckDBConnection;
  readonly #shared: Shared;
  #views: Views | null = null;
  readonly #kept = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(connection: DuckDBConnection, shared: Shared) {
    this.#connection = connection;
    this.#shared = shared;
  }

  async use(tables: RunTables): Promise<void> {
    await this.#alone('opening the run', undefined, async () => {
      await this.#views?.close(this.#connection);
      this.#views = new Views(tables, this.#shared.next());
      await this.#views.open(this.#connection);
    });
  }

  async query(
    sql: string,
    { limit = DEFAULT_LIMIT, parameters = [], signal }: Parameters<Session['query']>[1] = {},
  ): Promise<Rows> {
    return this.#statement('running the query', sql, signal, async ({ statement }) => {
      if (parameters.length > 0) statement.bind([...parameters]);
      return readRows(await statement.stream(), limit, signal);
    });
  }

  async keep(name: string, sql: string, signal?: AbortSignal): Promise<{ columns: Column[]; rowCount: number }> {
    const kept = await this.#statement('running the query', sql, signal, async (checked) => {
      await this.#createTable(name, sql, checked, signal);
      const probe = await this.#connection.runAndReadAll(`SELECT count(*) FROM temp.${identifier(name)}`);
      const columns = await this.#connection.run(`FROM temp.${identifier(name)} LIMIT 0`);
      return { columns: columnsOf(columns), rowCount: Number(probe.value(0, 0)) };
    });
    this.#kept.add(name);
    return kept;
  }

  async copyTo(
    sql: string,
    path: string,
    format: 'csv' | 'parquet',
    { metadata = {}, signal }: Parameters<Session['copyTo']>[3] = {},
  ): Promise<void> {
    const id = randomUUID();
    const file = join(this.#shared.exports, `${id}.${format}`);
    const table = `export ${id}`;
    const pairs = Object.entries(metadata).map(([key, value]) => `${identifier(key)}: ${literal(value)}`);
    const options = format === 'csv' ? 'FORMAT csv, HEADER' : ['FORMAT parquet', 'COMPRESSION zstd', ...(pairs.length > 0 ? [`KV_METADATA {${pairs.join(', ')}}`] : [])].join(', '); // prettier-ignore
    try {
      await this.#statement('writing the table', sql, signal, async (checked) => {
        await this.#createTable(table, sql, checked, signal);
        await this.#connection.run(`COPY temp.${identifier(table)} TO ${literal(file)} (${options})`);
      });
      await moveInto(file, path);
    } finally {
      await this.#alone('clearing up', undefined, () =>
        this.#connection.run(`DROP TABLE IF EXISTS temp.${identifier(table)}`),
      ).catch(() => {});
      await rm(file, { force: true });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.interrupt();
    await this.#last.catch(() => {});
    await this.#views?.close(this.#connection).catch(() => {});
    this.#connection.closeSync();
    this.#shared.closed(this);
  }

  /** EXPLAIN cannot be a table's content and is small: its rows go in as values. DESCRIBE and the like want brackets. */
  async #createTable(name: string, sql: string, { statement, kind }: Checked, signal?: AbortSignal): Promise<void> {
    const create = `CREATE OR REPLACE TEMP TABLE ${identifier(name)} AS`;
    if (kind === 'explain') {
      const { rows, columns } = await readRows(await statement.stream(), DEFAULT_LIMIT, signal);
      const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
      await this.#connection.run(
        `${create} FROM (VALUES ${values}) AS t(${columns.map((column) => identifier(column.name)).join(', ')})`,
      );
      return;
    }
    await this.#connection.run(`${create}\n${sql}\n`).catch(async (error: unknown) => {
      if (readDuckdbError(error)?.exception_type !== 'Parser') throw error;
      await this.#connection.run(`${create} FROM (\n${withoutEnd(sql)}\n)`);
    });
  }

  /** Checks the user's statement and does `work` with it; makes the views it names; asks once for new credentials. */
  async #statement<T>(
    doing: string,
    sql: string,
    signal: AbortSignal | undefined,
    work: (checked: Checked) => Promise<T>,
  ): Promise<T> {
    return this.#alone(doing, signal, async () => {
      let renewed = false;
      await this.#shared.renew(this.#connection);
      for (;;) {
        let checked: Checked | undefined;
        try {
          checked = await prepareReading(this.#connection, sql);
          return await work(checked);
        } catch (error) {
          const made = await this.#makeView(error);
          if (made === true) continue;
          const cause = made === false ? error : made.cause;
          const known = readDuckdbError(cause);
          if (!known) throw cause;
          if (mayBeRefusal(known) && !renewed) {
            renewed = true;
            if (await this.#shared.renew(this.#connection, true)) continue;
          }
          throw await this.#explained(known, doing, made === false ? sql : '', checked?.offset ?? 0);
        } finally {
          checked?.statement.destroySync();
        }
      }
    });
  }

  /** True where the error named a metric whose view is made now; or what went wrong in making it. */
  async #makeView(error: unknown): Promise<boolean | { cause: unknown }> {
    const known = readDuckdbError(error);
    const table = known && missingTable(known);
    if (table === undefined || !this.#views) return false;
    return this.#views.make(this.#connection, table).catch((cause: unknown) => ({ cause }));
  }

  #explained(
    error: NonNullable<ReturnType<typeof readDuckdbError>>,
    doing: string,
    sql: string,
    offset: number,
  ): Promise<AppError> {
    const tables = [...(this.#views?.names() ?? []), ...this.#kept];
    return toEngineError(error, { doing, sql, offset, tables, storeAnswers: () => this.#shared.storeAnswers() });
  }

  /** One at a time. A cancelled caller is answered at once, even where DuckDB still waits for the network. */
  async #alone<T>(doing: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#last.catch(() => {});
    let begun = false;
    const cancelled = () => new AppError({ code: 'interrupted', doing, message: 'It was cancelled.' });
    const running = before.then(async () => {
      if (signal?.aborted || this.#closed) throw cancelled();
      begun = true;
      try {
        return await work();
      } finally {
        begun = false;
      }
    });
    this.#last = running;
    if (!signal) return running;
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        if (begun) this.#connection.interrupt();
        reject(cancelled());
      };
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([running, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      running.catch(() => {});
    }
  }
}

async function readRows(result: DuckDBResult, limit: number, signal?: AbortSignal): Promise<Rows> {
  const rows: Value[][] = [];
  for await (const chunk of result.yieldConvertedRows<Value>(toWire)) {
    signal?.throwIfAborted();
    rows.push(...chunk);
    if (rows.length > limit) break;
  }
  return { columns: columnsOf(result), rows: rows.slice(0, limit), truncated: rows.length > limit };
}

function columnsOf(result: DuckDBResult): Column[] {
  return result.columnNames().map((name, index) => ({ name, type: result.columnType(index).toString() }));
}

/** To its place under a name that nothing else has until it is whole; the place may be on another disk. */
async function moveInto(file: string, path: string): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await copyFile(file, partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
