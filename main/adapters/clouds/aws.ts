import { createBuckets } from './aws-buckets.ts';
import { createKeys } from './aws-keys.ts';
import { createPermissions } from './aws-permissions.ts';
import { clientOptions, type CloudConnection } from './clients.ts';
import { cloudError } from './errors.ts';
import type { Cloud } from './port.ts';

/** An AWS account; the clients of its services are loaded when they are first used, EC2's is large. */
export function createAws(connection: CloudConnection): Cloud {
  const open: { destroy(): void }[] = [];
  const keep = <C extends { destroy(): void }>(client: C): C => {
    open.push(client);
    return client;
  };
  return {
    async identity({ signal } = {}) {
      const doing = 'asking AWS whose credentials these are';
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const client = keep(new STSClient(clientOptions(connection)));
      try {
        const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
        return { account: Account, arn: Arn };
      } catch (error) {
        throw cloudError(error, doing);
      }
    },
    permitted: createPermissions(connection, keep),
    keys: createKeys(connection, keep),
    buckets: createBuckets(connection, keep),
    close() {
      for (const client of open.splice(0)) client.destroy();
    },
  };
}
