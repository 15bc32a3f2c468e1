import {
  CreateBucketCommand,
  ListObjectsV2Command,
  type BucketLocationConstraint,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createClient } from './client.ts';
import { isNoBucket, storeError } from './errors.ts';
import type { StoreConnection } from './port.ts';

/** Region without a location constraint: S3 refuses one there. */
const FIRST_REGION = 'us-east-1';

/** True where the bucket is there and may be seen; a bucket of somebody else is `denied`. */
export async function bucketExists(connection: StoreConnection, bucket: string): Promise<boolean> {
  return withClient(connection, async (client) => {
    try {
      await probeBucket(client, bucket);
      return true;
    } catch (error) {
      if (isNoBucket(error)) return false;
      throw storeError(error, `looking for the bucket ${bucket}`);
    }
  });
}

/** Throws what S3 says of the bucket. By LIST, as an answer to HEAD has no body and cannot tell a bad key from no bucket. */
export async function probeBucket(client: S3Client, bucket: string, signal?: AbortSignal): Promise<void> {
  await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), { abortSignal: signal });
}

/** Makes the bucket in the connection's region; one that the user owns already is fine, somebody else's is `already-there`. */
export async function createBucket(connection: StoreConnection, bucket: string): Promise<void> {
  await withClient(connection, async (client) => {
    try {
      const elsewhere = connection.region !== FIRST_REGION && {
        LocationConstraint: connection.region as BucketLocationConstraint,
      };
      await client.send(
        new CreateBucketCommand({ Bucket: bucket, ...(elsewhere && { CreateBucketConfiguration: elsewhere }) }),
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'BucketAlreadyOwnedByYou') return;
      throw storeError(error, `making the bucket ${bucket}`);
    }
  });
}

async function withClient<T>(connection: StoreConnection, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = createClient(connection);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
