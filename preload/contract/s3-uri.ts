import { z } from 'zod';

/** The one address of an object or prefix: `s3://bucket/key`. Bucket and key are never passed apart. */
export const S3Uri = z
  .string()
  .regex(/^s3:\/\/[^/]+(\/.*)?$/s, 'An S3 address looks like s3://bucket/key')
  .brand<'S3Uri'>();
export type S3Uri = z.infer<typeof S3Uri>;
