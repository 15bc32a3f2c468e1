import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#main/domain/app-error';
import { identifier, listLiteral } from '#main/domain/sql';
import type { RunTables } from './port.ts';

/**
 * The views of a run in a schema of their own. DuckDB opens every file when a view is made, so with thousands of files
 * a view is made only when a statement has asked for it in vain.
 */
export class Views {
  readonly tables: RunTables;
  readonly schema: string;
  readonly #made = new Set<string>();

  constructor(tables: RunTables, number: number) {
    this.tables = tables;
    this.schema = `run ${number} ${tables.run}`;
  }

  async open(connection: DuckDBConnection): Promise<void> {
    await connection.run(`CREATE SCHEMA ${identifier(this.schema)}`);
    await connection.run(`USE ${identifier(this.schema)}`);
  }

  async close(connection: DuckDBConnection): Promise<void> {
    await connection.run('USE memory.main');
    await connection.run(`DROP SCHEMA IF EXISTS ${identifier(this.schema)} CASCADE`);
  }

  names(): string[] {
    return [...this.tables.metrics.keys()];
  }

  /** Makes the view that `table` means (SQL does not look at case). False where there is none or it is there already. */
  async make(connection: DuckDBConnection, table: string): Promise<boolean> {
    const metric = this.names().find((name) => name.toLowerCase() === table.toLowerCase());
    if (metric === undefined || this.#made.has(metric)) return false;
    const files = this.tables.metrics.get(metric) ?? [];
    if (files.length === 0) throw noResults(metric);
    await connection.run(
      `CREATE OR REPLACE VIEW ${identifier(this.schema)}.${identifier(metric)} AS ${readFiles(files.map(({ uri }) => uri))}`,
    );
    this.#made.add(metric);
    return true;
  }
}

/** All rows of the files; a column that some lack is NULL there, text is text however it was stored. */
function readFiles(uris: readonly string[]): string {
  return `SELECT * FROM read_parquet(${listLiteral(uris)}, union_by_name = true, hive_partitioning = false)`;
}

function noResults(metric: string): AppError {
  return new AppError({
    code: 'not-found', doing: `reading the metric ${metric}`, message: `There are no results of “${metric}” yet.`,
    advice: 'Wait until the first batch of the run has finished.', retry: true,
  }); // prettier-ignore
}
