import { createClient } from './client.ts';
import type { Store, StoreConnection } from './port.ts';
import { S3Store } from './s3.ts';
import { Wire } from './wire.ts';

export { bucketExists, createBucket } from './bucket.ts';

/** A store for the connection; makes no request yet. */
export function createStore(connection: StoreConnection, options: { idleMs?: number } = {}): Store {
  return new S3Store(createClient(connection), new Wire(connection, options.idleMs));
}
