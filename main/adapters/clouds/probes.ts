import {
  AbortMultipartUploadCommand,
  GetBucketLocationCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PROBE_KEY } from '#main/domain/needed-permissions';
import { clientOptions, type CloudConnection, type Keep } from './clients.ts';
import { facts } from './errors.ts';
import type { PermissionState } from './port.ts';

export type Probes = Record<string, () => Promise<PermissionState>>;

/** S3 checks the right before it looks whether the thing is there: "no such upload" means that it was allowed. */
export function s3Probes(connection: CloudConnection, keep: Keep, Bucket: string): Probes {
  const s3 = keep(
    new S3Client({
      ...clientOptions(connection),
      ...(connection.s3Endpoint !== null && { endpoint: connection.s3Endpoint, forcePathStyle: true }),
    }),
  );
  const nothing = { Bucket, Key: PROBE_KEY, UploadId: 'AAAAAAAAAAAAAAAAAAAAAAAA' };
  return {
    's3:ListBucket': () => judge(s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))),
    's3:GetBucketLocation': () => judge(s3.send(new GetBucketLocationCommand({ Bucket }))),
    's3:GetObject': () => judge(s3.send(new HeadObjectCommand({ Bucket, Key: PROBE_KEY }))),
    's3:PutObject': () => judge(s3.send(new UploadPartCommand({ ...nothing, PartNumber: 1, Body: new Uint8Array() }))),
    's3:AbortMultipartUpload': () => judge(s3.send(new AbortMultipartUploadCommand(nothing))),
    's3:ListMultipartUploadParts': () => judge(s3.send(new ListPartsCommand(nothing))),
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html (DryRun) */
export async function ec2Probes(connection: CloudConnection, keep: Keep): Promise<Probes> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const client = keep(new ec2.EC2Client(clientOptions(connection)));
  const dry = { DryRun: true } as const;
  const name = 'vivarium-aws-permission-probe';
  return {
    'ec2:DescribeKeyPairs': () => judge(client.send(new ec2.DescribeKeyPairsCommand(dry))),
    'ec2:CreateKeyPair': () => judge(client.send(new ec2.CreateKeyPairCommand({ ...dry, KeyName: name }))),
    'ec2:ImportKeyPair': () =>
      judge(client.send(new ec2.ImportKeyPairCommand({ ...dry, KeyName: name, PublicKeyMaterial: PUBLIC_KEY }))),
    'ec2:DescribeInstances': () => judge(client.send(new ec2.DescribeInstancesCommand(dry))),
    'ec2:DescribeSubnets': () => judge(client.send(new ec2.DescribeSubnetsCommand(dry))),
    'ec2:CreateSecurityGroup': () =>
      judge(client.send(new ec2.CreateSecurityGroupCommand({ ...dry, GroupName: name, Description: name }))),
    'ec2:CreateLaunchTemplate': () =>
      judge(
        client.send(
          new ec2.CreateLaunchTemplateCommand({
            ...dry,
            LaunchTemplateName: name,
            LaunchTemplateData: { UserData: '' },
          }),
        ),
      ),
  };
}

/** A public key whose private half nobody has; EC2 looks at its format also in a dry run. */
const PUBLIC_KEY = Buffer.from(
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f probe',
);

const ALLOWED = new Set(['DryRunOperation', 'NoSuchUpload', 'NoSuchKey', 'NotFound']);
const DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'Forbidden']);

async function judge(asked: Promise<unknown>): Promise<PermissionState> {
  try {
    await asked;
    return 'allowed';
  } catch (error) {
    const { name, status } = facts(error);
    if (ALLOWED.has(name)) return 'allowed';
    // An answer to HEAD has a status only.
    if (DENIED.has(name) || (status === 403 && !REFUSED_KEYS.has(name))) return 'denied';
    return status === 404 && name !== 'NoSuchBucket' ? 'allowed' : 'unknown';
  }
}

const REFUSED_KEYS = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
]);
