import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Uri } from '#contract/s3-uri';
import { isNoUpload, storeError } from './errors.ts';
import { bareEtag } from './list.ts';
import { address, metadata } from './address.ts';
import type { Multipart, Part } from './port.ts';

/** S3's multipart upload (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html), parts checked by CRC32. */
export function createMultipart(client: S3Client): Multipart {
  return {
    async begin(uri, options = {}) {
      return attempt(`beginning to send ${uri}`, async () => {
        const { UploadId: uploadId } = await client.send(
          new CreateMultipartUploadCommand({
            ...address(uri),
            ...metadata(options),
            ChecksumAlgorithm: 'CRC32',
          }),
          { abortSignal: options.signal },
        );
        if (!uploadId) throw new Error('The answer names no upload');
        return { uploadId };
      });
    },

    async part(uri, uploadId, number, body, options = {}) {
      return attempt(`sending part ${number} of ${uri}`, async () => {
        const sent = await client.send(
          new UploadPartCommand({
            ...address(uri),
            UploadId: uploadId,
            PartNumber: number,
            Body: body,
            ChecksumAlgorithm: 'CRC32',
          }),
          { abortSignal: options.signal },
        );
        return toPart(number, body.byteLength, sent);
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
