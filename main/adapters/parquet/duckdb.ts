import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { AppError } from '#main/domain/app-error';
import { identifier, literal } from '#main/domain/sql';
import type { Parquet, ParquetColumn } from './port.ts';

const TYPES = { int64: BIGINT, int32: INTEGER, double: DOUBLE, boolean: BOOLEAN, string: VARCHAR };
/** DuckDB's vector size: the rows of one chunk. */
const CHUNK = 2048;

/** Parquet by DuckDB, through a temporary file in `folder` (default: the system's). */
export function createParquet({ folder = tmpdir() }: { folder?: string } = {}): Parquet {
  return {
    write: (columns) =>
      inTemporary(folder, async (path, connection) => {
        const names = columns.map(({ name, type }) => `${identifier(name)} ${TYPES[type]}`);
        await connection.run(`CREATE TABLE t (${names.join(', ')})`);
        await append(connection, columns);
        await connection.run(`COPY t TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
        return new Uint8Array(await readFile(path));
      }),
    read: (bytes, columns) =>
      inTemporary(folder, async (path, connection) => {
        await writeFile(path, bytes);
        const reader = await connection.runAndReadAll(
          `SELECT ${columns.map(identifier).join(', ')} FROM read_parquet(${literal(path)})`,
        );
        const values = reader.getColumns();
        return Object.fromEntries(columns.map((name, i) => [name, (values[i] ?? []).map(plain)]));
      }),
  };
}

async function append(connection: DuckDBConnection, columns: readonly ParquetColumn[]): Promise<void> {
  const rows = columns[0]?.values.length ?? 0;
  const appender = await connection.createAppender('t');
  for (let from = 0; from < rows; from += CHUNK) {
    const chunk = DuckDBDataChunk.create(columns.map(({ type }) => TYPES[type]));
    const count = Math.min(CHUNK, rows - from);
    chunk.setColumns(columns.map((column) => Array.from({ length: count }, (_, i) => stored(column, from + i))));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function stored({ type, values }: ParquetColumn, row: number): DuckDBValue {
  const value = values[row] ?? null;
  return type === 'int64' && typeof value === 'number' ? BigInt(value) : value;
}

function plain(value: DuckDBValue): string | number | boolean | null {
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw new AppError({
      code: 'failed',
      doing: 'reading a Parquet file',
      message: `The number ${value} is too large.`,
    });
  }
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

async function inTemporary<T>(
  folder: string,
  work: (path: string, connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'vivarium-parquet-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await work(join(own, 't.parquet'), connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(own, { recursive: true, force: true });
  }
}
