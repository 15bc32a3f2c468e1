import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from './port.ts';

export const UNSIGNED = 'UNSIGNED-PAYLOAD';
const ALGORITHM = 'AWS4-HMAC-SHA256';

export interface Signed {
  method: string;
  host: string;
  /** Encoded already, as it goes over the wire. */
  path: string;
  query: Readonly<Record<string, string>>;
  region: string;
  at: Date;
}

/**
 * Signs requests by AWS Signature Version 4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html).
 * The signing key of a day is derived once: that is what makes a small PUT cheap.
 */
export class Signer {
  readonly #keys = new Map<string, Buffer>();

  /** All headers to send: the given ones (lower-case names), the date, and the signature over all of them. */
  headers(
    request: Signed,
    given: Readonly<Record<string, string>>,
    payload: string,
    credentials: Credentials,
  ): Record<string, string> {
    const stamp = stampOf(request.at);
    const headers: Record<string, string> = {
      ...given,
      host: request.host,
      'x-amz-date': stamp,
      'x-amz-content-sha256': payload,
      ...(credentials.sessionToken !== undefined && { 'x-amz-security-token': credentials.sessionToken }),
    };
    // What proxies may change on the way is left out of the signature.
    const names = Object.keys(headers)
      .filter((name) => name !== 'content-length' && name !== 'expect')
      .toSorted();
    const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
    const signed = names.join(';');
    const canonical = [request.method, request.path, queryText(request.query), lines, signed, payload].join('\n');
    const { scope, signature } = this.#sign(canonical, stamp, request.region, credentials);
    headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  /** The query of a link that anybody may follow for `seconds`. */
  query(request: Signed, seconds: number, credentials: Credentials): string {
    const stamp = stampOf(request.at);
    const all: Record<string, string> = {
      ...request.query,
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Credential': `${credentials.accessKeyId}/${scopeOf(stamp, request.region)}`,
      'X-Amz-Date': stamp,
      'X-Amz-Expires': String(seconds),
      'X-Amz-SignedHeaders': 'host',
      ...(credentials.sessionToken !== undefined && { 'X-Amz-Security-Token': credentials.sessionToken }),
    };
    const text = queryText(all);
    const canonical = [request.method, request.path, text, `host:${request.host}\n`, 'host', UNSIGNED].join('\n');
    return `${text}&X-Amz-Signature=${this.#sign(canonical, stamp, request.region, credentials).signature}`;
  }

  #sign(canonical: string, stamp: string, region: string, { secretAccessKey }: Credentials) {
    const scope = scopeOf(stamp, region);
    const text = [ALGORITHM, stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    return { scope, signature: hmac(this.#key(secretAccessKey, stamp.slice(0, 8), region), text).toString('hex') };
  }

  #key(secret: string, day: string, region: string): Buffer {
    const name = `${secret} ${day} ${region}`;
    const known = this.#keys.get(name);
    if (known) return known;
    const key = [day, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
    // Yesterday's keys, and those of credentials that were renewed, are never asked for again.
    if (this.#keys.size >= 8) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}

/** As S3 wants it in a signature: everything but letters, digits and `-._~` in percent form. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '');
}

function scopeOf(stamp: string, region: string): string {
  return `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
