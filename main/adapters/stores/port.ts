import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ListRequest extends CallOptions {
  prefix: S3Uri;
  /** Groups keys at the next `/`. */
  grouped?: boolean;
  /** Only keys after this one (a full key, not a URI). */
  startAfter?: string;
  continuation?: string;
  limit?: number;
}

export interface ListPage {
  folders: S3Uri[];
  objects: ObjectInfo[];
  continuation: string | null;
}

export interface PutOptions extends CallOptions {
  contentType?: string;
  /** Refuses with `already-there` where the key exists. */
  onlyIfAbsent?: boolean;
  /** SHA-256 (hex) of the whole content, kept as metadata `sha256`. */
  sha256?: string;
}

export interface Part {
  number: number;
  etag: string;
  size: number;
  /** CRC32 (base64) as the store acknowledged it; S3 wants it again at the end. Some servers' `parts` do not give it. */
  crc32?: string;
}

/** The calls of a multipart upload; the transfer service owns order, retry and progress. */
export interface Multipart {
  begin(uri: S3Uri, options?: Omit<PutOptions, 'onlyIfAbsent'>): Promise<{ uploadId: string }>;
  part(uri: S3Uri, uploadId: string, number: number, body: Uint8Array, options?: CallOptions): Promise<Part>;
  /** The parts that the store holds, by number; null where it knows no such upload (completed, aborted, expired). */
  parts(uri: S3Uri, uploadId: string, options?: CallOptions): Promise<Part[] | null>;
  complete(
    uri: S3Uri,
    uploadId: string,
    parts: readonly Part[],
    options?: CallOptions & Pick<PutOptions, 'onlyIfAbsent'>,
  ): Promise<void>;
  /** Does nothing where there is no such upload. */
  abort(uri: S3Uri, uploadId: string): Promise<void>;
}

/**
 * An object store that speaks S3. Every error is an AppError: `not-found` (key or bucket), `denied`, `unreachable`
 * (no answer: says nothing about what is there), `already-there`, `failed`.
 */
export interface Store {
  /** One page, keys in UTF-8 order. */
  list(request: ListRequest): Promise<ListPage>;
  /** Null where there is no such object. */
  head(uri: S3Uri, options?: CallOptions): Promise<ObjectInfo | null>;
  /** The content, or the bytes `range[0]` to `range[1]` (both included). */
  get(uri: S3Uri, options?: CallOptions & { range?: readonly [number, number] }): Promise<Uint8Array>;
  stream(uri: S3Uri, options?: CallOptions): Promise<AsyncIterable<Uint8Array>>;
  /** One whole-object write: all or nothing. */
  put(uri: S3Uri, body: Uint8Array | string, options?: PutOptions): Promise<void>;
  remove(uris: readonly S3Uri[], options?: CallOptions): Promise<void>;
  readonly multipart: Multipart;
  /** Lets go of its sockets; a store made anew for the same connection does not need them. */
  close?(): void;
}

/** How a store is reached. `credentials` is asked at each signing, so it may renew them. */
export interface StoreConnection {
  region: string;
  /** null: AWS itself. */
  endpoint: string | null;
  credentials: CredentialSource;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
export type CredentialSource = () => Promise<Credentials>;
