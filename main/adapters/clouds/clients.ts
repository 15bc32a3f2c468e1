import '../aws-sdk.ts';
import type { CredentialSource } from '../stores/port.ts';

export interface CloudConnection {
  region: string;
  /** Whose settings of endpoints count; null: those of the environment and the default profile. */
  profile: string | null;
  credentials: CredentialSource;
  /** S3's own address, where it is not AWS's or is configured; the other services find theirs by themselves. */
  s3Endpoint: string | null;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 20_000;
/** The SDK's standard mode: it waits longer each time, has a budget, and never tries refused credentials again. */
const ATTEMPTS = 3;
/** Without an expiration the SDK would keep keys for ever; the source is asked at each signing instead. */
const ASK_AGAIN = new Date(0);

/** What every client of the SDK is made with. AWS_ENDPOINT_URL and its like are the SDK's own business. */
export function clientOptions({ region, profile, credentials }: CloudConnection) {
  return {
    region,
    ...(profile !== null && { profile }),
    credentials: async () => {
      const keys = await credentials();
      return { ...keys, expiration: keys.expiration ?? ASK_AGAIN };
    },
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
  };
}

/** Remembers a client that is to be closed with the cloud. */
export type Keep = <C extends { destroy(): void }>(client: C) => C;
