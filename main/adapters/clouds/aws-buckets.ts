import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientOptions, type CloudConnection, type Keep } from './clients.ts';
import { cloudError, facts, type Meaning, read } from './errors.ts';
import type { BucketFound, BucketOptions, BucketStepDone, CloudBuckets } from './port.ts';

/** S3 refuses a location constraint for it. */
const FIRST_REGION = 'us-east-1';

const OWN: Record<string, Meaning> = {
  BucketAlreadyExists: {
    code: 'already-there',
    message: 'Somebody else has a bucket of that name; names are shared by all of AWS.',
    advice: 'Choose another name: `vivarium-aws bucket check NAME` suggests some.',
  },
  BucketAlreadyOwnedByYou: {
    code: 'already-there',
    message: 'You have a bucket of that name already.',
    advice: 'Use it, or choose another name.',
  },
  InvalidBucketName: { code: 'bad-input', message: 'S3 does not take this name.', advice: 'See `vivarium-aws bucket check NAME`.' },
  TooManyBuckets: { code: 'denied', message: 'The account has as many buckets as it may have.', advice: 'Use one of them, or ask AWS for more.' },
  IllegalLocationConstraintException: {
    code: 'bad-input',
    message: 'S3 does not make buckets in this region from here.',
    advice: "Correct the region; it may have to be turned on in the account.",
  },
  InvalidLocationConstraint: { code: 'bad-input', message: 'There is no such region.', advice: 'Correct the region.' },
}; // prettier-ignore

/** S3's general purpose buckets, also those of S3-compatible stores, which know a part of it. */
export function createBuckets(connection: CloudConnection, keep: Keep): CloudBuckets {
  const client = (region: string) =>
    keep(
      new S3Client({
        ...clientOptions({ ...connection, region }),
        ...(connection.s3Endpoint !== null && { endpoint: connection.s3Endpoint, forcePathStyle: true }),
      }),
    );
  const list: CloudBuckets['list'] = async ({ signal } = {}) => {
    try {
      const { Buckets = [] } = await client(connection.region).send(new ListBucketsCommand({}), {
        abortSignal: signal,
      });
      return Buckets.map(({ Name = '', BucketRegion, CreationDate }) => ({
        name: Name,
        region: BucketRegion ?? null,
        createdAt: CreationDate ?? null,
      }));
    } catch (error) {
      throw cloudError(error, 'listing the buckets', OWN);
    }
  };
  return {
    list,

    async find(name, { signal } = {}): Promise<BucketFound> {
      const ask = async (region: string) => {
        const { BucketRegion } = await client(region).send(new HeadBucketCommand({ Bucket: name }), {
          abortSignal: signal,
        });
        return BucketRegion ?? null;
      };
      try {
        return { state: 'mine', region: await ask(connection.region) };
      } catch (error) {
        const elsewhere = regionTold(error);
        const { status } = facts(error);
        if (status === 404) return { state: 'free', region: null };
        if (status !== 403 && status !== 301 && status !== 400)
          throw cloudError(error, `asking for the bucket ${name}`, OWN);
        if (elsewhere !== null && elsewhere !== connection.region && (await seen(ask, elsewhere)))
          return { state: 'mine', region: elsewhere };
        const s3 = client(elsewhere ?? connection.region);
        const state = await whose(name, s3, list, signal);
        return { state, region: elsewhere ?? (state === 'mine' ? await located(name, s3, signal) : null) };
      }
    },

    async create(name, options) {
      const s3 = client(options.region);
      try {
        await s3.send(
          new CreateBucketCommand({
            Bucket: name,
            ...(options.region !== FIRST_REGION && {
              CreateBucketConfiguration: { LocationConstraint: options.region as BucketLocationConstraint },
            }),
          }),
        );
      } catch (error) {
        throw cloudError(error, `making the bucket ${name}`, OWN);
      }
      const steps: BucketStepDone[] = [{ step: 'create', state: 'done', detail: `It lies in ${options.region}.` }];
      for (const { step, detail, send } of settings(s3, name, options)) steps.push(await settle(step, detail, send));
      return steps;
    },
  };
}

async function seen(ask: (region: string) => Promise<unknown>, region: string): Promise<boolean> {
  return ask(region).then(
    () => true,
    () => false,
  );
}

/** An answer to HEAD has no body: LIST says whether the keys are bad, and the list of one's own whose bucket it is. */
async function whose(
  name: string,
  s3: S3Client,
  list: CloudBuckets['list'],
  signal?: AbortSignal,
): Promise<BucketFound['state']> {
  try {
    await s3.send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1 }), { abortSignal: signal });
    return 'mine';
  } catch (error) {
    const told = facts(error).name;
    if (told === 'NoSuchBucket') return 'free';
    if (told !== 'AccessDenied' && told !== 'AllAccessDisabled')
      throw cloudError(error, `asking for the bucket ${name}`, OWN);
  }
  try {
    return (await list({ signal })).some((bucket) => bucket.name === name) ? 'denied' : 'taken';
  } catch (error) {
    if (facts(read(error, 'cause')).name === 'AccessDenied') return 'denied';
    throw error;
  }
}

/** Null where it may not be asked. The first region has no name of its own here, and Ireland an old one. */
async function located(Bucket: string, s3: S3Client, signal?: AbortSignal): Promise<string | null> {
  try {
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }), { abortSignal: signal });
    return LocationConstraint === 'EU' ? 'eu-west-1' : LocationConstraint || FIRST_REGION;
  } catch {
    return null;
  }
}

/** S3 names the bucket's region even where it refuses. */
function regionTold(error: unknown): string | null {
  const region = read(read(read(error, '$response'), 'headers'), 'x-amz-bucket-region');
  return typeof region === 'string' && region !== '' ? region : null;
}

interface Setting {
  step: BucketStepDone['step'];
  detail: string;
  send(): Promise<unknown>;
}

function settings(s3: S3Client, Bucket: string, { versioning, abortDays }: BucketOptions): Setting[] {
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  return [
    {
      step: 'block-public-access',
      detail: 'Nobody outside the account can be let in.',
      send: () => s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all })),
    },
    {
      step: 'encryption',
      detail: 'Objects are encrypted with keys of S3 (SSE-S3).',
      send: () =>
        s3.send(
          new PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true }],
            },
          }),
        ),
    },
    ...(versioning
      ? [
          {
            step: 'versioning' as const,
            detail: 'Old versions of objects are kept, and paid for.',
            send: () =>
              s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
          },
        ]
      : []),
    {
      step: 'multipart-abort',
      detail: `Parts of uploads that never ended are deleted after ${abortDays} days.`,
      send: () =>
        s3.send(
          new PutBucketLifecycleConfigurationCommand({
            Bucket,
            LifecycleConfiguration: {
              Rules: [
                {
                  ID: 'vivarium-aws-abort-uploads',
                  Status: 'Enabled',
                  Filter: { Prefix: '' },
                  AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortDays },
                },
              ],
            },
          }),
        ),
    },
  ];
}

async function settle(step: Setting['step'], detail: string, send: Setting['send']): Promise<BucketStepDone> {
  try {
    await send();
    return { step, state: 'done', detail };
  } catch (error) {
    const { name, status } = facts(error);
    if (status === 501 || status === 405 || name === 'NotImplemented' || UNSUPPORTED.has(name))
      return { step, state: 'not-supported', detail: 'This store does not know it.' };
    return { step, state: 'failed', detail: cloudError(error, 'setting up the bucket', OWN).data.message };
  }
}

const UNSUPPORTED = new Set(['VersioningNotConfigured', 'MethodNotAllowed']);
