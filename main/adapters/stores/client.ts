import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import '../aws-sdk.ts';
import type { StoreConnection } from './port.ts';

/** Enough for a transfer of many small files beside a poll; more sockets gain nothing on one machine. */
const SOCKETS = 64;
const CONNECT_MS = 5_000;
/** No byte either way for this long: the connection is dead, not slow. */
const IDLE_MS = 60_000;
/** With the SDK's standard back-off and token bucket: a dead server is said dead within about a second, and never stormed. */
const ATTEMPTS = 3;
/** The SDK keeps credentials without expiration for ever; the source of a connection is asked at each signing instead. */
const ASK_AGAIN = new Date(0);

/** A client of the connection's store: path style where an endpoint is given, as S3-compatible servers want it. */
export function createClient({ region, endpoint, credentials }: StoreConnection): S3Client {
  return new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    credentials: async () => {
      const keys = await credentials();
      return { ...keys, expiration: keys.expiration ?? ASK_AGAIN };
    },
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: IDLE_MS,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS }),
    },
  });
}

/** True where nobody can change a body on its way: TLS or this computer's loopback. */
export function isPrivate(endpoint: string | null): boolean {
  if (endpoint === null) return true;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
