import { createHash } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { S3Uri } from '#contract/s3-uri';
import { parseS3Uri } from '#main/domain/s3-uri';
import { isPrivate } from './client.ts';
import type { Pace, PartBody, StoreConnection } from './port.ts';
import { RawGets } from './raw-get.ts';
import { encode, queryText, Signer, UNSIGNED, type Signed } from './signature.ts';
import { readAnswer, refusal } from './wire-answer.ts';

/** Sockets for the many small files; parts never need so many. */
const SOCKETS = 64;
/** No byte either way for this long: the connection is dead, not slow. */
const IDLE_MS = 30_000;
/** A larger body waits for the server's leave, so that a refusal is read and not lost in a broken pipe. */
const ASKS_FIRST = 1024 * 1024;
/** Servers that never heard of asking say nothing. */
const LEAVE_MS = 1_000;
const SLICE = 256 * 1024;

export interface WireRequest {
  method: 'GET' | 'PUT';
  uri: S3Uri;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: PartBody;
  signal?: AbortSignal | undefined;
  pace?: Pace | undefined;
  /** Where the answer's body goes; else a buffer is made for it. */
  into?: Uint8Array | undefined;
}

export interface Answer {
  headers: IncomingHttpHeaders;
  body: Uint8Array;
}

/**
 * The few requests that carry bytes, straight over Node's HTTP: a third of the SDK's CPU for parts, a tenth for small
 * files. No retry in here. Errors are named as S3 names them, so that `storeError` knows them.
 */
export class Wire {
  readonly #connection: StoreConnection;
  readonly #idleMs: number;
  readonly #signer = new Signer();
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'fifo' }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'fifo' }),
  };
  readonly #raw: RawGets | null;
  /** What the server's clock is ahead of ours, milliseconds. */
  #skew = 0;

  constructor(connection: StoreConnection, idleMs = IDLE_MS) {
    this.#connection = connection;
    this.#idleMs = idleMs;
    const { endpoint } = connection;
    this.#raw = endpoint?.startsWith('http:') ? new RawGets(endpoint, idleMs) : null;
  }

  async send(request: WireRequest): Promise<Answer> {
    try {
      return await this.#once(request);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'RequestTimeTooSkewed' || !('date' in error)) throw error;
      this.#skew = Date.parse(String(error.date)) - Date.now();
      return this.#once(request);
    }
  }

  /** A link to the object that works without credentials for `seconds`. */
  async link(uri: S3Uri, seconds: number): Promise<string> {
    const { origin, signed } = this.#target('GET', uri, {});
    const query = this.#signer.query(signed, seconds, await this.#connection.credentials());
    return `${origin}${signed.path}?${query}`;
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
    this.#raw?.close();
  }

  async #once({ method, uri, query = {}, headers = {}, body, signal, pace, into }: WireRequest): Promise<Answer> {
    signal?.throwIfAborted();
    const { origin, signed } = this.#target(method, uri, query);
    const length = body === undefined ? 0 : sizeOf(body);
    const asks = length >= ASKS_FIRST;
    const all = this.#signer.headers(
      signed,
      {
        ...headers,
        ...(method === 'PUT' && { 'content-length': String(length) }),
        ...(asks && { expect: '100-continue' }),
      },
      await this.#payload(body),
      await this.#connection.credentials(),
    );
    if (this.#raw && method === 'GET' && into && !pace && Object.keys(query).length === 0) {
      const answer = await this.#raw.get(signed.path, all, into, signal);
      if (answer && answer.status >= 300) throw refusal(answer.status, answer.headers, answer.body);
      if (answer) return answer;
    }
    const secure = origin.startsWith('https:');
    const text = queryText(query);
    const outgoing = (secure ? httpsRequest : httpRequest)(`${origin}${signed.path}${text && `?${text}`}`, {
      method,
      headers: all,
      agent: this.#agents[secure ? 'https:' : 'http:'],
      timeout: this.#idleMs,
      ...(signal && { signal }),
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('No byte came'), { code: 'ETIMEDOUT' })));
    const answered = new Promise<Answer>((resolve, reject) => {
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const status = incoming.statusCode ?? 0;
        const whole = status < 300 ? readAnswer(incoming, into, pace) : readAnswer(incoming);
        whole.then((bytes) => {
          // A server that answers before it has all of the body wants no more of it.
          if (!outgoing.writableEnded) outgoing.destroy();
          if (status < 300) resolve({ headers: incoming.headers, body: bytes });
          else reject(refusal(status, incoming.headers, bytes));
        }, reject);
      });
    });
    answered.catch(() => {});
    if (asks) await leave(outgoing, answered);
    if (!outgoing.destroyed) {
      await write(outgoing, body, pace).catch((error: unknown) => {
        outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    }
    return answered;
  }

  /** Where nobody can change a body on its way, its CRC32 is enough; else the signature covers it. */
  async #payload(body: PartBody | undefined): Promise<string> {
    if (isPrivate(this.#connection.endpoint)) return UNSIGNED;
    const hash = createHash('sha256');
    if (body instanceof Uint8Array) hash.update(body);
    else if (body) for await (const chunk of body.chunks()) hash.update(chunk);
    return hash.digest('hex');
  }

  #target(method: string, uri: S3Uri, query: Record<string, string>): { origin: string; signed: Signed } {
    const { bucket, key } = parseS3Uri(uri);
    const { region, endpoint } = this.#connection;
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    // A dot in the bucket's name fits no certificate.
    const byPath = endpoint !== null || bucket.includes('.');
    const base = endpoint ?? `https://${byPath ? '' : `${bucket}.`}s3.${region}.${suffix}`;
    const { origin, host } = new URL(base);
    const path = `/${byPath ? `${bucket}/` : ''}${key.split('/').map(encode).join('/')}`;
    return { origin, signed: { method, host, path, query, region, at: new Date(Date.now() + this.#skew) } };
  }
}

export function sizeOf(body: PartBody): number {
  return body instanceof Uint8Array ? body.byteLength : body.size;
}

/** Resolves when the body may be sent, or when an answer makes that needless. */
async function leave(outgoing: ClientRequest, answered: Promise<unknown>): Promise<void> {
  outgoing.flushHeaders();
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<void>((resolve) => {
    outgoing.once('continue', resolve);
    outgoing.once('close', resolve);
    outgoing.once('socket', () => (timer = setTimeout(resolve, LEAVE_MS)));
  });
  await Promise.race([given, answered.catch(() => {})]);
  clearTimeout(timer);
}

async function write(outgoing: ClientRequest, body: PartBody | undefined, pace: Pace | undefined): Promise<void> {
  if (body === undefined || (body instanceof Uint8Array && !pace)) {
    outgoing.end(body);
    return;
  }
  for await (const chunk of body instanceof Uint8Array ? [body] : body.chunks()) {
    for (let at = 0; at < chunk.byteLength; at += SLICE) {
      const slice = chunk.subarray(at, at + SLICE);
      await pace?.(slice.byteLength);
      if (outgoing.destroyed) return;
      if (!outgoing.write(slice)) await drained(outgoing);
    }
    // The chunk's memory is used again: it has to have left.
    await flushed(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done).off('close', done);
      resolve();
    };
    outgoing.once('drain', done).once('close', done);
  });
}

function flushed(outgoing: ClientRequest): Promise<void> {
  return outgoing.writableLength === 0 || outgoing.destroyed ? Promise.resolve() : drained(outgoing);
}
