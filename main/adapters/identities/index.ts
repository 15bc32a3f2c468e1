import { loadFromChain } from './chain.ts';
import type { Identities } from './port.ts';
import { signIn } from './sso.ts';

/** Where the AWS tools of this computer keep credentials, by the SDK's own chain. */
export function createIdentities(): Identities {
  return { load: loadFromChain, signIn };
}
