import { ListObjectsV2Command, type S3Client, type _Object as Listed } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '#contract/data';
import { parseS3Uri, s3Uri } from '#main/domain/s3-uri';
import { storeError } from './errors.ts';
import type { ListPage, ListRequest } from './port.ts';

const PAGE = 1000;

/** One page under a prefix. The checksum kept with an object is not in a listing: ask `head`. */
export async function listPage(client: S3Client, request: ListRequest): Promise<ListPage> {
  const { bucket, key: prefix } = parseS3Uri(request.prefix);
  try {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: request.limit ?? PAGE,
        // Keys may hold characters that XML cannot.
        EncodingType: 'url',
        ...(request.grouped && { Delimiter: '/' }),
        ...(request.startAfter !== undefined && { StartAfter: request.startAfter }),
        ...(request.continuation !== undefined && { ContinuationToken: request.continuation }),
      }),
      { abortSignal: request.signal },
    );
    const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
    const toInfo = (object: Listed): ObjectInfo => {
      const key = decode(object.Key ?? '');
      return {
        uri: s3Uri(bucket, key),
        name: key.slice(prefix.length),
        size: object.Size ?? 0,
        modified: (object.LastModified ?? new Date(0)).toISOString(),
        etag: bareEtag(object.ETag),
        storage_class: object.StorageClass ?? null,
        checksum: null,
      };
    };
    return {
      folders: (page.CommonPrefixes ?? []).map((folder) => s3Uri(bucket, decode(folder.Prefix ?? ''))),
      objects: (page.Contents ?? []).map(toInfo),
      continuation: page.IsTruncated ? (page.NextContinuationToken ?? null) : null,
    };
  } catch (error) {
    throw storeError(error, `listing ${request.prefix}`);
  }
}

export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** S3's `url` encoding writes a space as `+` (a plus is `%2B`). */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
