import { partitionOf } from './aws-regions.ts';

export interface NeededPermission {
  action: string;
  purpose: string;
  area: 'storage' | 'keys' | 'clusters';
  /** What the action is about; `any` where it takes no resource. */
  resource: 'bucket' | 'objects' | 'stacks' | 'roles' | 'any';
}

const need = (
  area: NeededPermission['area'],
  resource: NeededPermission['resource'],
  actions: Record<string, string>,
) => Object.entries(actions).map(([action, purpose]): NeededPermission => ({ action, purpose, area, resource }));

/** What the preflight asks for: of each thing that the app does, the actions without which it stops. */
export const NEEDED: readonly NeededPermission[] = [
  ...need('storage', 'bucket', {
    's3:ListBucket': 'list data and watch runs',
    's3:GetBucketLocation': "find the bucket's region",
  }),
  ...need('storage', 'objects', {
    's3:GetObject': 'read artifacts and results',
    's3:PutObject': 'upload artifacts and record runs',
    's3:DeleteObject': 'delete what is no longer wanted',
    's3:AbortMultipartUpload': 'give up an upload',
    's3:ListMultipartUploadParts': 'go on with an upload after a restart',
  }),
  ...need('keys', 'any', {
    'ec2:DescribeKeyPairs': 'list key pairs',
    'ec2:CreateKeyPair': 'make a key pair',
    'ec2:ImportKeyPair': 'use a key of your own',
  }),
  ...need('clusters', 'any', {
    'ec2:DescribeInstances': 'see the machines of a cluster',
    'ec2:DescribeSubnets': 'choose the network of a cluster',
    'ec2:RunInstances': 'start machines',
    'ec2:CreateSecurityGroup': 'protect the machines',
    'ec2:CreateLaunchTemplate': 'describe the machines',
    'ec2:CreateTags': 'name the machines',
  }),
  ...need('clusters', 'stacks', {
    'cloudformation:CreateStack': 'make a cluster',
    'cloudformation:DescribeStacks': 'see how a cluster is',
    'cloudformation:DeleteStack': 'delete a cluster',
  }),
  ...need('clusters', 'roles', {
    'iam:CreateRole': 'give the machines a role',
    'iam:PassRole': 'give the machines a role',
  }),
];

/** The ARN that stands for a permission's resource; the object is one that nobody has. */
export function resourceArn(
  { resource }: NeededPermission,
  { bucket, region, account }: { bucket: string; region: string; account: string },
): string {
  const partition = partitionOf(region);
  if (resource === 'bucket') return `arn:${partition}:s3:::${bucket}`;
  if (resource === 'objects') return `arn:${partition}:s3:::${bucket}/${PROBE_KEY}`;
  if (resource === 'stacks') return `arn:${partition}:cloudformation:${region}:${account}:stack/vivarium/probe`;
  if (resource === 'roles') return `arn:${partition}:iam::${account}:role/parallelcluster/probe`;
  return '*';
}

/** Never written. */
export const PROBE_KEY = '.vivarium-aws-permission-probe';
