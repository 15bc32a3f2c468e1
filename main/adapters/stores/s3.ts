import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { baseName, parseS3Uri } from '#main/domain/s3-uri';
import { address } from './address.ts';
import { probeBucket } from './bucket.ts';
import { isForbidden, isNoObject, storeError } from './errors.ts';
import { bareEtag, listPage } from './list.ts';
import { createMultipart } from './multipart.ts';
import { crcOf, crcToBase64 } from '#main/domain/transfer/crc32';
import { copyObject } from './copy.ts';
import { checksumOf, infoOf, totalOf } from './info.ts';
import type { CallOptions, GetOptions, ListRequest, Multipart, PutOptions, Store } from './port.ts';
import type { Wire } from './wire.ts';

/** The limit of DeleteObjects. */
const REMOVED_AT_ONCE = 1000;

/** The store port over the S3 protocol. */
export class S3Store implements Store {
  readonly multipart: Multipart;
  readonly #client: S3Client;
  readonly #wire: Wire;
  readonly #bucketsSeen = new Set<string>();

  constructor(client: S3Client, wire: Wire) {
    this.#client = client;
    this.#wire = wire;
    this.multipart = createMultipart(client, wire);
  }

  list(request: ListRequest) {
    return listPage(this.#client, request);
  }

  async head(uri: S3Uri, { signal }: CallOptions = {}): Promise<ObjectInfo | null> {
    try {
      const found = await this.#client.send(new HeadObjectCommand({ ...address(uri), ChecksumMode: 'ENABLED' }), {
        abortSignal: signal,
      });
      return {
        uri,
        name: baseName(uri),
        size: found.ContentLength ?? 0,
        modified: (found.LastModified ?? new Date(0)).toISOString(),
        etag: bareEtag(found.ETag),
        storage_class: found.StorageClass ?? null,
        checksum: checksumOf({
          sha256: found.Metadata?.sha256,
          crc32: found.ChecksumCRC32,
          crc64nvme: found.ChecksumCRC64NVME,
        }),
      };
    } catch (error) {
      if (!isNoObject(error)) throw storeError(error, `asking for ${uri}`);
      await this.#requireBucket(uri, signal);
      return null;
    }
  }

  async get(uri: S3Uri, { range, etag, into, pace, onInfo, signal }: GetOptions = {}): Promise<Uint8Array> {
    try {
      const { headers, body } = await this.#wire.send({
        method: 'GET',
        uri,
        headers: {
          ...(range && { range: `bytes=${range[0]}-${range[1]}` }),
          ...(etag !== undefined && { 'if-match': `"${etag}"` }),
          ...(onInfo && { 'x-amz-checksum-mode': 'ENABLED' }),
        },
        signal,
        into,
        pace,
      });
      onInfo?.({ ...infoOf(uri, headers), size: totalOf(headers, body.byteLength) });
      return body;
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

  async put(uri: S3Uri, body: Uint8Array | string, options: PutOptions = {}): Promise<ObjectInfo> {
    const { sha256, contentType, onlyIfAbsent, signal, pace } = options;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const crc32 = crcToBase64(crcOf(bytes));
    try {
      const { headers } = await this.#wire.send({
        method: 'PUT',
        uri,
        headers: {
          'content-type': contentType ?? 'application/octet-stream',
          'x-amz-checksum-crc32': crc32,
          ...(sha256 !== undefined && { 'x-amz-meta-sha256': sha256 }),
          ...(onlyIfAbsent && { 'if-none-match': '*' }),
        },
        body: bytes,
        signal,
        pace,
      });
      const modified = new Date(headers.date ?? Date.now()).toISOString();
      return { ...infoOf(uri, headers), size: bytes.byteLength, modified, checksum: checksumOf({ sha256, crc32 }) };
    } catch (error) {
      throw storeError(error, `writing ${uri}`, signal);
    }
  }

  copy(from: ObjectInfo, to: S3Uri, { signal }: CallOptions = {}): Promise<void> {
    return copyObject(this.#client, from, to, signal);
  }

  async link(uri: S3Uri, seconds: number): Promise<string> {
    try {
      return await this.#wire.link(uri, seconds);
    } catch (error) {
      throw storeError(error, `making a link to ${uri}`);
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
    this.#wire.close();
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
