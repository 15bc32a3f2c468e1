import type { S3Uri } from '#contract/s3-uri';
import { parseS3Uri } from '#main/domain/s3-uri';
import type { PutOptions } from './port.ts';

export function address(uri: S3Uri): { Bucket: string; Key: string } {
  const { bucket, key } = parseS3Uri(uri);
  return { Bucket: bucket, Key: key };
}

/** What is kept beside the content. */
export function metadata({ contentType, sha256 }: PutOptions): {
  ContentType?: string;
  Metadata?: Record<string, string>;
} {
  return {
    ...(contentType !== undefined && { ContentType: contentType }),
    ...(sha256 !== undefined && { Metadata: { sha256 } }),
  };
}
