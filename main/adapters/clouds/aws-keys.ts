import type { KeyPairInfo } from '@aws-sdk/client-ec2';
import { clientOptions, type CloudConnection, type Keep } from './clients.ts';
import { cloudError } from './errors.ts';
import type { CloudKeyPair, CloudKeys } from './port.ts';

/** EC2's key pairs: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html */
export function createKeys(connection: CloudConnection, keep: Keep): CloudKeys {
  const client = async (region: string) => {
    const { EC2Client } = await import('@aws-sdk/client-ec2');
    return keep(new EC2Client(clientOptions({ ...connection, region })));
  };
  return {
    async list({ region = connection.region, signal } = {}) {
      return attempt(`listing the key pairs of ${region}`, async () => {
        const { DescribeKeyPairsCommand } = await import('@aws-sdk/client-ec2');
        const { KeyPairs = [] } = await (
          await client(region)
        ).send(new DescribeKeyPairsCommand({}), { abortSignal: signal });
        return KeyPairs.map(toPair);
      });
    },
    async create(name, type) {
      return attempt(`making the key pair ${name}`, async () => {
        const { CreateKeyPairCommand } = await import('@aws-sdk/client-ec2');
        const made = await (
          await client(connection.region)
        ).send(new CreateKeyPairCommand({ KeyName: name, KeyType: type, KeyFormat: 'pem' }));
        return { pair: toPair({ ...made, KeyType: type }), privateKey: made.KeyMaterial ?? '' };
      });
    },
    async import(name, publicKey) {
      return attempt(`giving EC2 the public key ${name}`, async () => {
        const { ImportKeyPairCommand } = await import('@aws-sdk/client-ec2');
        const made = await (
          await client(connection.region)
        ).send(new ImportKeyPairCommand({ KeyName: name, PublicKeyMaterial: Buffer.from(publicKey) }));
        return toPair({ ...made, KeyType: publicKey.startsWith('ssh-ed25519') ? 'ed25519' : 'rsa' });
      });
    },
    async remove(name) {
      await attempt(`deleting the key pair ${name}`, async () => {
        const { DeleteKeyPairCommand } = await import('@aws-sdk/client-ec2');
        await (await client(connection.region)).send(new DeleteKeyPairCommand({ KeyName: name }));
      });
    },
  };
}

function toPair({ KeyName = '', KeyPairId = '', KeyType, KeyFingerprint = '', CreateTime }: KeyPairInfo): CloudKeyPair {
  return {
    name: KeyName,
    id: KeyPairId,
    type: KeyType ?? 'unknown',
    fingerprint: KeyFingerprint,
    createdAt: CreateTime ?? null,
  };
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cloudError(error, doing);
  }
}
