import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'; // prettier-ignore
import '#main/adapters/aws-sdk';
import type { Policy } from '#main/domain/iam-policy';
import { ACCOUNT, type Emulator } from './aws-emulator.ts';

export interface TestKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Makes an IAM user with one policy in the emulator, before it enforces anything. */
export async function makeUser({ endpoint }: Emulator, name: string, policy: Policy | object): Promise<TestKeys> {
  const iam = owner(endpoint);
  try {
    await iam.send(new CreateUserCommand({ UserName: name }));
    await iam.send(
      new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: JSON.stringify(policy) }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  } finally {
    iam.destroy();
  }
}

/** Makes a role that everybody of the account may take on; answers its ARN. */
export async function makeRole({ endpoint }: Emulator, name: string): Promise<string> {
  const iam = owner(endpoint);
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }] }; // prettier-ignore
  try {
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    return Role?.Arn ?? '';
  } finally {
    iam.destroy();
  }
}

function owner(endpoint: string): IAMClient {
  return new IAMClient({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  });
}
