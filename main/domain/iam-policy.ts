import { partitionOf } from './aws-regions.ts';

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface Policy {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

export interface PolicyScope {
  bucket: string;
  region: string;
  /** Twelve digits; null where it is not known: then any account. */
  account: string | null;
  /** False: storage and keys only, for people who have a cluster already. */
  clusters: boolean;
}

/** A managed policy's limit, spaces not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MANAGED_POLICY_LIMIT = 6144;

/** The size by which IAM counts. */
export function policySize(policy: Policy): number {
  return JSON.stringify(policy).replace(/\s/g, '').length;
}

/**
 * The least that this app needs: its bucket, key pairs in one region, and what ParallelCluster 3 needs to make, watch and
 * delete a Slurm cluster without FSx, EFS, Batch, login nodes and custom images
 * (https://docs.aws.amazon.com/parallelcluster/latest/ug/iam-roles-in-parallelcluster-v3.html; the actions are those of
 * cloudformation/policies/parallelcluster-policies.yaml of aws/aws-parallelcluster).
 */
export function leastPolicy(scope: PolicyScope): Policy {
  return {
    Version: '2012-10-17',
    Statement: [...storage(scope), ...keyPairs(scope), ...(scope.clusters ? parallelCluster(scope) : [])],
  };
}

function storage({ bucket, region }: PolicyScope): PolicyStatement[] {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  return [
    allow('Bucket', arn, [
      's3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads', 's3:GetBucketVersioning',
      's3:PutBucketVersioning', 's3:PutBucketPublicAccessBlock', 's3:PutBucketOwnershipControls', 's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
    ]),
    allow('Objects', `${arn}/*`, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']),
    allow('Buckets', '*', ['s3:ListAllMyBuckets']),
  ]; // prettier-ignore
}

function keyPairs({ region }: PolicyScope): PolicyStatement[] {
  return [
    {
      ...allow('KeyPairs', '*', [
        'ec2:DescribeKeyPairs',
        'ec2:CreateKeyPair',
        'ec2:ImportKeyPair',
        'ec2:DeleteKeyPair',
      ]),
      Condition: inRegion(region),
    },
    allow('Regions', '*', ['ec2:DescribeRegions']),
  ];
}

function parallelCluster(scope: PolicyScope): PolicyStatement[] {
  const { region, bucket } = scope;
  const partition = partitionOf(region);
  const account = scope.account ?? '*';
  const regional = (service: string, name: string) => `arn:${partition}:${service}:${region}:${account}:${name}`;
  const iam = (name: string) => `arn:${partition}:iam::${account}:${name}`;
  const awsPolicy = (name: string) => `arn:${partition}:iam::aws:policy/${name}`;
  return [
    {
      ...allow('Ec2', '*', [
        'ec2:Describe*', 'ec2:AllocateAddress', 'ec2:AssociateAddress', 'ec2:AttachNetworkInterface', 'ec2:AuthorizeSecurityGroup*',
        'ec2:CreateFleet', 'ec2:CreateLaunchTemplate*', 'ec2:CreateNetworkInterface', 'ec2:CreatePlacementGroup',
        'ec2:CreateSecurityGroup', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:CreateVolume', 'ec2:DeleteLaunchTemplate',
        'ec2:DeleteNetworkInterface', 'ec2:DeletePlacementGroup', 'ec2:DeleteSecurityGroup', 'ec2:DeleteTags', 'ec2:DeleteVolume',
        'ec2:DisassociateAddress', 'ec2:ModifyLaunchTemplate', 'ec2:ModifyNetworkInterfaceAttribute', 'ec2:ModifyVolume*',
        'ec2:ReleaseAddress', 'ec2:RevokeSecurityGroup*', 'ec2:RunInstances', 'ec2:TerminateInstances',
        // `pcluster configure` makes a network where there is none.
        'ec2:CreateVpc', 'ec2:ModifyVpcAttribute', 'ec2:CreateSubnet', 'ec2:ModifySubnetAttribute', 'ec2:CreateInternetGateway',
        'ec2:AttachInternetGateway', 'ec2:CreateNatGateway', 'ec2:CreateRoute', 'ec2:CreateRouteTable', 'ec2:AssociateRouteTable',
      ]),
      Condition: inRegion(region),
    },
    allow('Stacks', regional('cloudformation', 'stack/*'), [
      'cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:DeleteStack', 'cloudformation:DescribeStack*',
      'cloudformation:GetTemplate', 'cloudformation:ListStacks',
    ]),
    allow('Tables', regional('dynamodb', 'table/parallelcluster-*'), [
      'dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:CreateTable', 'dynamodb:DeleteTable', 'dynamodb:GetItem',
      'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query', 'dynamodb:TagResource', 'dynamodb:UntagResource',
    ]),
    allow('Functions', [regional('lambda', 'function:parallelcluster-*'), regional('lambda', 'function:pcluster-*')], [
      'lambda:CreateFunction', 'lambda:DeleteFunction', 'lambda:GetFunction*', 'lambda:InvokeFunction', 'lambda:*Permission',
      'lambda:UpdateFunctionConfiguration', 'lambda:ListTags', 'lambda:TagResource',
      'lambda:UntagResource',
    ]),
    allow('ClusterBucket', [`arn:${partition}:s3:::parallelcluster-*`], ['s3:*']),
    allow('ClusterFiles', [`arn:${partition}:s3:::${region}-aws-parallelcluster*`], ['s3:Get*', 's3:List*']),
    allow('Names', '*', [
      'route53:ChangeResourceRecordSets', 'route53:ChangeTagsForResource', 'route53:CreateHostedZone', 'route53:DeleteHostedZone',
      'route53:GetChange', 'route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:ListQueryLoggingConfigs',
    ]),
    {
      ...allow('Watch', '*', [
        'cloudwatch:*Dashboard*', 'cloudwatch:PutMetricAlarm', 'cloudwatch:PutCompositeAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:DescribeAlarms',
        'logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:GetLogEvents',
        'logs:FilterLogEvents', 'logs:PutRetentionPolicy', 'logs:TagResource', 'logs:UntagResource', 'logs:ListTagsForResource',
        'logs:DescribeMetricFilters', 'logs:PutMetricFilter', 'logs:DeleteMetricFilter',
      ]),
      Condition: inRegion(region),
    },
    allow('RolesRead', [iam('role/*'), iam('policy/*'), iam('instance-profile/*'), awsPolicy('*')], [
      'iam:GetRole', 'iam:GetRolePolicy', 'iam:GetPolicy', 'iam:GetInstanceProfile', 'iam:SimulatePrincipalPolicy',
    ]),
    allow('Roles', [iam('role/parallelcluster/*'), iam('instance-profile/parallelcluster/*')], [
      'iam:CreateRole', 'iam:DeleteRole', 'iam:TagRole', 'iam:UntagRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy',
      'iam:CreateInstanceProfile', 'iam:DeleteInstanceProfile', 'iam:AddRoleToInstanceProfile', 'iam:RemoveRoleFromInstanceProfile',
    ]),
    {
      ...allow('RolePolicies', iam('role/parallelcluster/*'), ['iam:AttachRolePolicy', 'iam:DetachRolePolicy']),
      Condition: {
        ArnLike: {
          'iam:PolicyARN': [
            iam('policy/parallelcluster*'), awsPolicy('CloudWatchAgentServerPolicy'), awsPolicy('AmazonSSMManagedInstanceCore'),
            awsPolicy('AmazonS3ReadOnlyAccess'), awsPolicy('service-role/AWSLambdaBasicExecutionRole'),
            // What lets the nodes write the workspace's bucket.
            iam(`policy/${bucket}*`),
          ],
        },
      },
    },
    {
      ...allow('PassRoles', iam('role/parallelcluster/*'), ['iam:PassRole']),
      Condition: { StringEqualsIfExists: { 'iam:PassedToService': ['lambda.amazonaws.com', 'ec2.amazonaws.com'] } },
    },
    allow('Groups', '*', ['resource-groups:ListGroupResources', 'resource-groups:GetGroupConfiguration']),
  ]; // prettier-ignore
}

function inRegion(region: string): NonNullable<PolicyStatement['Condition']> {
  return { StringEquals: { 'aws:RequestedRegion': region } };
}

function allow(Sid: string, Resource: string | string[], Action: string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}
