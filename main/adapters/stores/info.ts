import type { IncomingHttpHeaders } from 'node:http';
import type { Checksum, ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { baseName } from '#main/domain/s3-uri';
import { crcFromBase64, crcToHex } from '#main/domain/transfer/crc32';
import { bareEtag } from './list.ts';

/**
 * The checksum of the whole content, in hex: our own SHA-256, else one that S3 keeps. A checksum of checksums (S3's
 * `composite`, with the number of parts at its end) says nothing of the content.
 */
export function checksumOf(kept: { sha256?: unknown; crc32?: unknown; crc64nvme?: unknown }): Checksum | null {
  const { sha256, crc32, crc64nvme } = kept;
  if (typeof sha256 === 'string') return { algorithm: 'sha256', value: sha256 };
  if (typeof crc32 === 'string' && !crc32.includes('-'))
    return { algorithm: 'crc32', value: crcToHex(crcFromBase64(crc32)) };
  if (typeof crc64nvme === 'string' && !crc64nvme.includes('-'))
    return { algorithm: 'crc64nvme', value: Buffer.from(crc64nvme, 'base64').toString('hex') };
  return null;
}

/** What the headers of an answer say of the object; `size` is that of the answer's body. */
export function infoOf(uri: S3Uri, headers: IncomingHttpHeaders): ObjectInfo {
  const storageClass = headers['x-amz-storage-class'];
  return {
    uri,
    name: baseName(uri),
    size: Number(headers['content-length'] ?? 0),
    modified: new Date(headers['last-modified'] ?? 0).toISOString(),
    etag: bareEtag(headers.etag),
    storage_class: typeof storageClass === 'string' ? storageClass : null,
    checksum: checksumOf({
      sha256: headers['x-amz-meta-sha256'],
      crc32: headers['x-amz-checksum-crc32'],
      crc64nvme: headers['x-amz-checksum-crc64nvme'],
    }),
  };
}

/** Bytes of the whole object, also where only a range of it came. */
export function totalOf(headers: IncomingHttpHeaders, came: number): number {
  const [, total] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  return total === undefined ? came : Number(total);
}
