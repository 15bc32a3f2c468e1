import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Uri } from '#contract/s3-uri';
import { isNoUpload, storeError } from './errors.ts';
import { bareEtag } from './list.ts';
import { address, metadata } from './address.ts';
import { combineCrc, crcFromBase64, crcOf, crcToBase64 } from '#main/domain/transfer/crc32';
import type { Multipart, Part, PartBody } from './port.ts';
import { sizeOf, type Wire } from './wire.ts';

/** S3's multipart upload (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html), parts and the whole checked by CRC32. */
export function createMultipart(client: S3Client, wire: Wire): Multipart {
  return {
    async begin(uri, options = {}) {
      return attempt(`beginning to send ${uri}`, async () => {
        const { UploadId: uploadId } = await client.send(
          new CreateMultipartUploadCommand({
            ...address(uri),
            ...metadata(options),
            ChecksumAlgorithm: 'CRC32',
            ChecksumType: 'FULL_OBJECT',
          }),
          { abortSignal: options.signal },
        );
        if (!uploadId) throw new Error('The answer names no upload');
        return { uploadId };
      });
    },

    async part(uri, uploadId, number, body, options = {}) {
      return attempt(`sending part ${number} of ${uri}`, async () => {
        const crc32 = crcToBase64(await crcOfBody(body));
        const { headers } = await wire.send({
          method: 'PUT',
          uri,
          query: { partNumber: String(number), uploadId },
          headers: { 'x-amz-checksum-crc32': crc32 },
          body,
          signal: options.signal,
          pace: options.pace,
        });
        return { number, size: sizeOf(body), etag: bareEtag(headers.etag), crc32 };
      });
    },

    async begun(uri, options = {}) {
      return attempt(`asking what was begun of ${uri}`, async () => {
        const { Bucket, Key } = address(uri);
        const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }), {
          abortSignal: options.signal,
        });
        return Uploads.flatMap((each) => (each.Key === Key && each.UploadId !== undefined ? [each.UploadId] : []));
      });
    },

    async parts(uri, uploadId, options = {}) {
      return attempt(
        `asking what is there of ${uri}`,
        async () => {
          const parts: Part[] = [];
          for (let marker: string | undefined; ;) {
            const page = await client.send(
              new ListPartsCommand({
                ...address(uri),
                UploadId: uploadId,
                ...(marker !== undefined && { PartNumberMarker: marker }),
              }),
              { abortSignal: options.signal },
            );
            for (const part of page.Parts ?? []) parts.push(toPart(part.PartNumber ?? 0, part.Size ?? 0, part));
            if (!page.IsTruncated || !page.NextPartNumberMarker || page.NextPartNumberMarker === marker) return parts;
            marker = page.NextPartNumberMarker;
          }
        },
        nullWhereGone,
      );
    },

    async complete(uri, uploadId, parts, options = {}) {
      const Parts = parts.map(({ number, etag, crc32 }) => ({
        PartNumber: number,
        ETag: `"${etag}"`,
        ...(crc32 !== undefined && { ChecksumCRC32: crc32 }),
      }));
      await attempt(`completing ${uri}`, () =>
        client.send(
          new CompleteMultipartUploadCommand({
            ...address(uri),
            UploadId: uploadId,
            MultipartUpload: { Parts },
            ...wholeCrc(parts),
            ...(options.onlyIfAbsent && { IfNoneMatch: '*' }),
          }),
          { abortSignal: options.signal },
        ),
      );
    },

    async abort(uri: S3Uri, uploadId: string) {
      await attempt(
        `giving up sending ${uri}`,
        () => client.send(new AbortMultipartUploadCommand({ ...address(uri), UploadId: uploadId })),
        nullWhereGone,
      );
    },
  };
}

/** The CRC32 of the whole, where that of every part is known. */
function wholeCrc(parts: readonly Part[]): { ChecksumCRC32?: string; ChecksumType?: 'FULL_OBJECT' } {
  const pieces = parts.flatMap(({ crc32, size }) =>
    crc32 === undefined ? [] : [{ crc32: crcFromBase64(crc32), size }],
  );
  if (pieces.length !== parts.length) return {};
  return { ChecksumCRC32: crcToBase64(combineCrc(pieces)), ChecksumType: 'FULL_OBJECT' };
}

async function crcOfBody(body: PartBody): Promise<number> {
  if (body instanceof Uint8Array) return crcOf(body);
  let crc = 0;
  for await (const chunk of body.chunks()) crc = crcOf(chunk, crc);
  return crc;
}

function toPart(
  number: number,
  size: number,
  { ETag, ChecksumCRC32 }: { ETag?: string; ChecksumCRC32?: string },
): Part {
  return { number, size, etag: bareEtag(ETag), ...(ChecksumCRC32 !== undefined && { crc32: ChecksumCRC32 }) };
}

function attempt<T>(doing: string, work: () => Promise<T>): Promise<T>;
function attempt<T>(
  doing: string,
  work: () => Promise<T>,
  recover: (error: unknown) => null | undefined,
): Promise<T | null>;
async function attempt<T>(
  doing: string,
  work: () => Promise<T>,
  recover?: (error: unknown) => null | undefined,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (recover?.(error) === null) return null;
    throw storeError(error, doing);
  }
}

function nullWhereGone(error: unknown): null | undefined {
  return isNoUpload(error) ? null : undefined;
}
