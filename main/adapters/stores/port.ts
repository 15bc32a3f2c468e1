import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';

export interface CallOptions {
  signal?: AbortSignal;
}

/** Called for each piece of a body before it goes on; resolves when it may. */
export type Pace = (bytes: number) => Promise<void>;

/** Bytes, or (for a part too large to hold) what can be read more than once, piece by piece. */
export type PartBody = Uint8Array | { size: number; chunks(): AsyncIterable<Uint8Array> };

export interface GetOptions extends CallOptions {
  /** First and last byte, both included. */
  range?: readonly [number, number];
  /** Refuses with `already-there` (S3: precondition failed) where the object is no longer the one with this ETag. */
  etag?: string;
  /** Where the bytes go, if it is large enough for them. */
  into?: Uint8Array;
  pace?: Pace;
  /** What the answer says of the object; `size` is that of the whole. */
  onInfo?: (info: ObjectInfo) => void;
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
  pace?: Pace;
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
  /** The uploads of just this key that were begun and not ended. */
  begun(uri: S3Uri, options?: CallOptions): Promise<string[]>;
  begin(uri: S3Uri, options?: Omit<PutOptions, 'onlyIfAbsent'>): Promise<{ uploadId: string }>;
  part(
    uri: S3Uri,
    uploadId: string,
    number: number,
    body: PartBody,
    options?: CallOptions & { pace?: Pace },
  ): Promise<Part>;
  /** The parts that the store holds, by number; null where it knows no such upload (completed, aborted, expired). */
  parts(uri: S3Uri, uploadId: string, options?: CallOptions): Promise<Part[] | null>;
  /** The store keeps the CRC32 of the whole, and refuses where the parts do not make it up. */
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
  get(uri: S3Uri, options?: GetOptions): Promise<Uint8Array>;
  stream(uri: S3Uri, options?: CallOptions): Promise<AsyncIterable<Uint8Array>>;
  /** One whole-object write: all or nothing. */
  put(uri: S3Uri, body: Uint8Array | string, options?: PutOptions): Promise<ObjectInfo>;
  /** Copies within the store: no byte comes here. The checksum stays with it. */
  copy(from: ObjectInfo, to: S3Uri, options?: CallOptions): Promise<void>;
  /** A link that anybody may read the object by for `seconds` (at most 7 days). */
  link(uri: S3Uri, seconds: number): Promise<string>;
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
