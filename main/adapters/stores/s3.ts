import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { baseName, parseS3Uri } from '#main/domain/s3-uri';
import { address, metadata } from './address.ts';
import { probeBucket } from './bucket.ts';
import { isForbidden, isNoObject, storeError } from './errors.ts';
import { bareEtag, listPage } from './list.ts';
import { createMultipart } from './multipart.ts';
import type { CallOptions, ListRequest, Multipart, PutOptions, Store } from './port.ts';

/** The limit of DeleteObjects. */
const REMOVED_AT_ONCE = 1000;

/** The store port over the S3 protocol. */
export class S3Store implements Store {
  readonly multipart: Multipart;
  readonly #client: S3Client;
  readonly #bucketsSeen = new Set<string>();

  constructor(client: S3Client) {
    this.#client = client;
    this.multipart = createMultipart(client);
  }

  list(request: ListRequest) {
    return listPage(this.#client, request);
  }

  async head(uri: S3Uri, { signal }: CallOptions = {}): Promise<ObjectInfo | null> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(address(uri)), { abortSignal: signal });
      const sha256 = found.Metadata?.sha256;
      return {
        uri,
        name: baseName(uri),
        size: found.ContentLength ?? 0,
        modified: (found.LastModified ?? new Date(0)).toISOString(),
        etag: bareEtag(found.ETag),
        storage_class: found.StorageClass ?? null,
        checksum: sha256 === undefined ? null : { algorithm: 'sha256', value: sha256 },
      };
    } catch (error) {
      if (!isNoObject(error)) throw storeError(error, `asking for ${uri}`);
      await this.#requireBucket(uri, signal);
      return null;
    }
  }

  async get(
    uri: S3Uri,
    { range, signal }: CallOptions & { range?: readonly [number, number] } = {},
  ): Promise<Uint8Array> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ ...address(uri), ...(range && { Range: `bytes=${range[0]}-${range[1]}` }) }),
        { abortSignal: signal },
      );
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      throw storeError(error, `reading ${uri}`, signal);
    }
  }

  async stream(uri: S3Uri, { signal }: CallOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(address(uri)), { abortSignal: signal });
      return chunks(uri, Body as AsyncIterable<Uint8Array> | undefined, signal);
    } catch (error) {
      throw storeError(error, `reading ${uri}`, signal);
    }
  }

  async put(uri: S3Uri, body: Uint8Array | string, options: PutOptions = {}): Promise<void> {
    try {
      await this.#client.send(
        new PutObjectCommand({
          ...address(uri),
          ...metadata(options),
          // The SDK takes an empty string for a stream.
          Body: typeof body === 'string' ? Buffer.from(body) : body,
          ...(options.onlyIfAbsent && { IfNoneMatch: '*' }),
        }),
        { abortSignal: options.signal },
      );
    } catch (error) {
      throw storeError(error, `writing ${uri}`);
    }
  }

  async remove(uris: readonly S3Uri[], { signal }: CallOptions = {}): Promise<void> {
    const [only] = uris;
    if (only !== undefined && uris.length === 1) {
      try {
        await this.#client.send(new DeleteObjectCommand(address(only)), { abortSignal: signal });
      } catch (error) {
        throw storeError(error, `removing ${only}`);
      }
      return;
    }
    for (const [bucket, keys] of byBucket(uris)) {
      for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE)
        await this.#removeKeys(bucket, keys.slice(at, at + REMOVED_AT_ONCE), signal);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async #removeKeys(bucket: string, keys: string[], signal?: AbortSignal): Promise<void> {
    const doing = `removing ${keys.length} objects of s3://${bucket}`;
    try {
      const { Errors: [refused] = [] } = await this.#client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) } }),
        { abortSignal: signal },
      );
      if (refused) throw named(refused.Code ?? 'Error', refused.Message);
    } catch (error) {
      throw storeError(error, doing);
    }
  }

  /** An answer to HEAD has no body, so "no object", "no bucket" and even "no such key" look alike: the bucket is asked then. */
  async #requireBucket(uri: S3Uri, signal?: AbortSignal): Promise<void> {
    const { bucket } = parseS3Uri(uri);
    if (this.#bucketsSeen.has(bucket)) return;
    try {
      await probeBucket(this.#client, bucket, signal);
      this.#bucketsSeen.add(bucket);
    } catch (error) {
      // A user who may read objects need not be allowed to list the bucket: then the first answer stands.
      if (!isForbidden(error)) throw storeError(error, `asking for ${uri}`);
    }
  }
}

function named(name: string, cause: unknown): Error {
  return Object.assign(new Error(name, { cause }), { name });
}

async function* chunks(
  uri: S3Uri,
  body: AsyncIterable<Uint8Array> | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    if (body) yield* body;
  } catch (error) {
    throw storeError(error, `reading ${uri}`, signal);
  }
}

function byBucket(uris: readonly S3Uri[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const uri of uris) {
    const { bucket, key } = parseS3Uri(uri);
    const keys = groups.get(bucket);
    if (keys) keys.push(key);
    else groups.set(bucket, [key]);
  }
  return groups;
}
