import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The rows of Parquet files, all columns in one order, values as DuckDB's JSON writes them (integers as text). */
export async function readRows(files: readonly Uint8Array[]): Promise<Record<string, unknown>[]> {
  if (files.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'rows-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await Promise.all(files.map((bytes, i) => writeFile(join(folder, `${i}.parquet`), bytes)));
    const reader = await connection.runAndReadAll(
      `SELECT * FROM read_parquet('${join(folder, '*.parquet')}', union_by_name = true)`,
    );
    return reader
      .getRowObjectsJson()
      .map((row) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
