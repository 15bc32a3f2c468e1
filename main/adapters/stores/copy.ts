import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { address, metadata } from './address.ts';
import { storeError } from './errors.ts';
import { encode } from './signature.ts';

const GiB = 1024 ** 3;
/** Above this S3 copies in parts only. */
const AT_ONCE = 5 * GiB;
const PART = GiB;

/** Copies inside S3; the source has to be the one that `from` describes. */
export async function copyObject(client: S3Client, from: ObjectInfo, to: S3Uri, signal?: AbortSignal): Promise<void> {
  try {
    if (from.size > AT_ONCE) await inParts(client, from, to, signal);
    else await client.send(new CopyObjectCommand({ ...address(to), ...source(from) }), { abortSignal: signal });
  } catch (error) {
    throw storeError(error, `copying ${from.uri} to ${to}`, signal);
  }
}

function source({ uri, etag }: ObjectInfo): { CopySource: string; CopySourceIfMatch?: string } {
  const { Bucket, Key } = address(uri);
  const path = [Bucket, ...Key.split('/')].map(encode).join('/');
  return { CopySource: path, ...(etag && { CopySourceIfMatch: etag }) };
}

async function inParts(client: S3Client, from: ObjectInfo, to: S3Uri, signal?: AbortSignal): Promise<void> {
  const sha256 = from.checksum?.algorithm === 'sha256' ? from.checksum.value : undefined;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      ...address(to),
      ...metadata(sha256 === undefined ? {} : { sha256 }),
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    }),
    { abortSignal: signal },
  );
  try {
    const size = Math.max(PART, Math.ceil(from.size / 10_000));
    const Parts = [];
    for (let at = 0, PartNumber = 1; at < from.size; at += size, PartNumber += 1) {
      const CopySourceRange = `bytes=${at}-${Math.min(from.size, at + size) - 1}`;
      const { CopyPartResult: copied } = await client.send(
        new UploadPartCopyCommand({ ...address(to), ...source(from), UploadId, PartNumber, CopySourceRange }),
        { abortSignal: signal },
      );
      Parts.push({ PartNumber, ETag: copied?.ETag, ChecksumCRC32: copied?.ChecksumCRC32 });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...address(to), UploadId, MultipartUpload: { Parts } }), {
      abortSignal: signal,
    });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...address(to), UploadId })).catch(() => {});
    throw error;
  }
}
