import { oc } from '@orpc/contract';
import { z } from 'zod';
import { InWorkspace } from './workspace.ts';

export const BucketCheck = z.object({
  name: z.string(),
  /** Why S3 refuses the name, one sentence each. */
  problems: z.array(z.string()),
  concerns: z.array(z.string()),
  /** Names that are most likely free. */
  suggestions: z.array(z.string()),
  /** `unknown`: the name is bad, or the store could not be asked. */
  state: z.enum(['mine', 'free', 'taken', 'denied', 'unknown']),
  /** What was found, one plain sentence. */
  detail: z.string(),
  region: z.string().nullable(),
  /** What its region costs where it is not the workspace's. */
  warning: z.string().nullable(),
});
export type BucketCheck = z.infer<typeof BucketCheck>;

/** One thing done to a new bucket; S3-compatible stores may not know all. */
export const BucketStep = z.object({
  step: z.enum(['create', 'block-public-access', 'encryption', 'versioning', 'multipart-abort']),
  state: z.enum(['done', 'not-supported', 'failed']),
  detail: z.string(),
});
export type BucketStep = z.infer<typeof BucketStep>;

export const bucket = {
  list: oc
    .input(InWorkspace)
    .output(
      z.array(z.object({ name: z.string(), region: z.string().nullable(), created_at: z.iso.datetime().nullable() })),
    ),
  check: oc.input(InWorkspace.extend({ name: z.string().max(255) })).output(BucketCheck),
  create: oc
    .input(
      InWorkspace.extend({
        name: z.string().max(255),
        /** Default: the workspace's. */
        region: z.string().optional(),
        versioning: z.boolean().default(false),
        /** Days after which the parts of a transfer that never ended are deleted; they cost money. */
        abort_days: z.number().int().min(1).max(365).default(7),
      }),
    )
    .output(
      z.object({ name: z.string(), region: z.string(), steps: z.array(BucketStep), warning: z.string().nullable() }),
    ),
};
