import { oc } from '@orpc/contract';
import { z } from 'zod';
import { InWorkspace } from './workspace.ts';

const KeyName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'Letters, digits, dot, dash and underscore, at most 100');

/** An EC2 key pair; EC2 keeps its public half only, in one region. */
export const KeyPair = z.object({
  name: z.string(),
  id: z.string(),
  type: z.enum(['ed25519', 'rsa', 'unknown']),
  fingerprint: z.string(),
  region: z.string(),
  created_at: z.iso.datetime().nullable(),
  /** The private key on this computer with the same fingerprint. */
  private_key: z.string().nullable(),
});
export type KeyPair = z.infer<typeof KeyPair>;

export const key = {
  /** Pairs of the workspace's region, each with the private key of this computer that fits. */
  list: oc.input(InWorkspace).output(z.array(KeyPair)),
  /** Makes a pair; its private half is written once, readable by this user only. */
  create: oc
    .input(
      InWorkspace.extend({
        name: KeyName,
        type: z.enum(['ed25519', 'rsa']).default('ed25519'),
        /** Where to; default: `~/.ssh/<name>.pem`. */
        path: z.string().optional(),
      }),
    )
    .output(KeyPair),
  /** Gives EC2 a public key of this computer (`.pub`). */
  import: oc.input(InWorkspace.extend({ name: KeyName, path: z.string() })).output(KeyPair),
  /** Looks for the pair that fits a private or public key of this computer: here first, then in other regions. */
  match: oc
    .input(InWorkspace.extend({ path: z.string(), regions: z.array(z.string()).optional() }))
    .output(z.object({ fingerprints: z.array(z.string()), pair: KeyPair.nullable(), note: z.string().nullable() })),
};
