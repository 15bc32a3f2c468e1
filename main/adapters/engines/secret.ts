import type { DuckDBConnection } from '@duckdb/node-api';
import type { S3Uri } from '#contract/s3-uri';
import { listLiteral, literal } from '#main/domain/sql';
import type { Credentials, StoreConnection } from '../stores/port.ts';

/** DuckDB does not renew secrets by itself: they are replaced this long before they end. */
const BEFORE_EXPIRY_MS = 5 * 60_000;

/** The S3 secret of an engine, good for the given prefixes only. */
export class Secret {
  readonly #source: StoreConnection;
  readonly #scope: readonly S3Uri[];
  #renewAt = 0;
  #inPlace = '';

  constructor(source: StoreConnection, scope: readonly S3Uri[]) {
    this.#source = source;
    this.#scope = scope;
  }

  /**
   * Puts the credentials in place where they are missing, near their end, or `force`d because the store refused them.
   * True where they are others than before: then it is worth asking the store again.
   */
  async ensure(connection: DuckDBConnection, force = false): Promise<boolean> {
    if (!force && Date.now() < this.#renewAt) return false;
    const credentials = await this.#source.credentials();
    const statement = secretSql(credentials, this.#source, this.#scope);
    this.#renewAt = credentials.expiration ? credentials.expiration.getTime() - BEFORE_EXPIRY_MS : Infinity;
    if (statement === this.#inPlace) return false;
    await connection.run(statement).catch(() => {
      throw new Error('The S3 secret could not be made.'); // DuckDB's own message may quote the statement
    });
    this.#inPlace = statement;
    return true;
  }
}

/** https://duckdb.org/docs/stable/core_extensions/httpfs/s3api */
function secretSql(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { region, endpoint }: StoreConnection,
  scope: readonly S3Uri[],
): string {
  const options = {
    KEY_ID: literal(accessKeyId),
    SECRET: literal(secretAccessKey),
    ...(sessionToken ? { SESSION_TOKEN: literal(sessionToken) } : {}),
    REGION: literal(region),
    SCOPE: listLiteral(scope),
    ...address(endpoint, scope),
  };
  const list = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return `CREATE OR REPLACE SECRET workspace (TYPE s3, PROVIDER config, ${list.join(', ')})`;
}

/** Other stores than AWS, and buckets with dots (no certificate covers them), are addressed by path. */
function address(endpoint: string | null, scope: readonly S3Uri[]): Record<string, string> {
  const dotted = scope.some((uri) => /^s3:\/\/[^/]*\./.test(uri));
  if (endpoint === null) return { URL_STYLE: dotted ? `'path'` : `'vhost'`, USE_SSL: 'true' };
  const { host, protocol } = new URL(endpoint);
  return { ENDPOINT: literal(host), URL_STYLE: `'path'`, USE_SSL: String(protocol === 'https:') };
}
