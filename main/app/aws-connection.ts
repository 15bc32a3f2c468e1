import type { Workspace } from '#contract/workspace';
import type { CredentialSource, StoreConnection } from '../adapters/stores/port.ts';
import { AppError } from '../domain/app-error.ts';

/** A workspace's store on AWS, with the keys where AWS's own tools look for them; renewed by their providers. */
export async function awsConnection({ profile, region, endpoint }: Workspace): Promise<StoreConnection> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const provider = fromNodeProviderChain({ ...(profile === null ? {} : { profile }), clientConfig: { region } });
  const credentials: CredentialSource = async () => {
    try {
      return await provider();
    } catch (cause) {
      const whose = profile === null ? 'AWS' : `the AWS profile ${profile}`;
      throw new AppError({
        code: 'denied',
        doing: `getting the credentials of ${whose}`,
        message: `There are no usable credentials of ${whose} on this computer.`,
        advice:
          profile === null
            ? 'Sign in with `aws configure` or `aws sso login`.'
            : `Sign in with \`aws sso login --profile ${profile}\` or \`aws configure --profile ${profile}\`.`,
        cause,
      });
    }
  };
  return { region, endpoint, credentials };
}
