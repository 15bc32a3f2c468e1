import { mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '#main/domain/app-error';
import { listLiteral, literal } from '#main/domain/sql';
import type { EngineOptions } from './port.ts';
import type { Secret } from './secret.ts';

/** Slow lines are waited out by many requests at a time; on loopback more threads than cores only cost. */
const REMOTE_THREADS = 16;
/** The rest is the app's own and other programs'; what does not fit goes to the temporary folder. */
const MEMORY_SHARE = 0.6;

/**
 * An open DuckDB that can read the given prefixes and write to `exports`, and nothing else: its configuration is locked
 * once it stands. Replacing the secret is the one change that the lock lets through.
 */
export async function openInstance(
  { connection: { endpoint }, readable, temporary, httpfs }: EngineOptions,
  secret: Secret,
  exports: string,
): Promise<DuckDBInstance> {
  await mkdir(exports, { recursive: true });
  const near = endpoint !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);
  const cores = availableParallelism();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(near ? cores : Math.max(cores, REMOTE_THREADS)),
    memory_limit: `${Math.floor((MEMORY_SHARE * availableMemory()) / 2 ** 20)}MiB`,
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    enable_external_file_cache: 'true',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`LOAD ${literal(httpfs)}`).catch((error: unknown) => {
      throw notLoaded(error);
    });
    await secret.ensure(connection);
    const settings = [
      'errors_as_json = true',
      `http_timeout = ${near ? 10 : 60}`, // seconds for one whole request
      'http_retries = 2',
      `httpfs_connection_caching = ${!near}`,
      'parquet_metadata_cache = true',
      `allowed_directories = ${listLiteral([...readable.map(folder), folder(exports)])}`,
      'enable_external_access = false',
      'lock_configuration = true',
    ];
    for (const setting of settings) await connection.run(`SET GLOBAL ${setting}`);
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}

/** Bytes; a container's limit where there is one (0 or a huge number say that there is none). */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** With its slash, so that `results` does not open `results-of-others`. */
function folder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function notLoaded(cause: unknown): AppError {
  return new AppError({
    code: 'missing-part', doing: 'opening the query engine', message: "DuckDB's extension for S3 could not be loaded.",
    advice: 'Delete the folder “duckdb” in the cache of the app, and try again with a network connection.', cause,
  }); // prettier-ignore
}
