import type { Column, Value } from '#contract/results';
import type { S3Uri } from '#contract/s3-uri';
import type { StoreConnection } from '../stores/port.ts';

/** A run's result files, by metric; exactly those that the run's events name. */
export interface RunTables {
  /** The run's id; one schema a run. */
  run: string;
  metrics: ReadonlyMap<string, readonly { uri: S3Uri; size: number; rows: number }[]>;
}

export interface Rows {
  columns: Column[];
  rows: Value[][];
  truncated: boolean;
}

/** One user's connection: names that it makes are its own. */
export interface Session {
  /** Makes the run's metrics the tables that unqualified names mean. Costs no request: a view is made when it is first named. */
  use(tables: RunTables): Promise<void>;
  /** Runs one SELECT (or DESCRIBE, EXPLAIN, …). Errors: `query-failed` with DuckDB's sentence and position, `interrupted`. */
  query(sql: string, options?: { limit?: number; parameters?: readonly Value[]; signal?: AbortSignal }): Promise<Rows>;
  /** Keeps the result of a SELECT under a name; replaces an older one only when it has succeeded. */
  keep(name: string, sql: string, signal?: AbortSignal): Promise<{ columns: Column[]; rowCount: number }>;
  /** Writes the result of a SELECT to a file of this computer, whole or not at all; `metadata` goes into a Parquet file's footer. */
  copyTo(
    sql: string,
    path: string,
    format: 'csv' | 'parquet',
    options?: { metadata?: Readonly<Record<string, string>>; signal?: AbortSignal },
  ): Promise<void>;
  close(): Promise<void>;
}

/** The query engine of a workspace: open for as long as the workspace is, for its caches are what makes it fast. */
export interface Engine {
  session(): Promise<Session>;
  close(): Promise<void>;
}

export interface EngineOptions {
  connection: StoreConnection;
  /** Only these prefixes can be read. */
  readable: readonly S3Uri[];
  /** Folder for its spill files. */
  temporary: string;
  /** The signed httpfs extension's file. */
  httpfs: string;
}
