import { oc } from '@orpc/contract';
import { z } from 'zod';

export const WorkspaceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Lower-case letters, digits and dashes, at most 63');

/** vivarium's two generations in use; see resources/python. */
export const Generation = z.enum(['current', 'pandas2']);
export type Generation = z.infer<typeof Generation>;

/** Where a study lives. Stored as YAML in the app's config folder; holds no secret. */
export const Workspace = z.object({
  format: z.literal(1),
  name: WorkspaceName,
  kind: z.enum(['sandbox', 'aws']),
  profile: z.string().nullable().default(null),
  region: z.string(),
  bucket: z.string(),
  /** Key prefix without slashes at its ends; may be empty. */
  prefix: z.string(),
  /** An S3-compatible store instead of AWS; the sandbox's own is found when it runs. */
  endpoint: z.url().nullable().default(null),
  /** Name of the EC2 key pair that opens its clusters. */
  key_pair: z.string().nullable().default(null),
  defaults: z
    .object({ generation: Generation.default('current'), slots: z.number().int().positive().nullable().default(null) })
    .prefault({}),
});
export type Workspace = z.infer<typeof Workspace>;

/** What the wizard asks for; the rest has defaults. */
export const NewWorkspace = Workspace.pick({ name: true, region: true, bucket: true }).extend({
  profile: z.string().nullable().default(null),
  prefix: z
    .string()
    .regex(/^([^/\s]([^\r\n]*[^/\s])?)?$/, 'No slash or space at its ends')
    .default('vivarium'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  key_pair: z.string().nullable().default(null),
  defaults: Workspace.shape.defaults,
  /** Writes over a workspace of that name. */
  replace: z.boolean().default(false),
});

const Named = z.object({ name: WorkspaceName });

export const workspace = {
  list: oc.output(z.object({ current: WorkspaceName, workspaces: z.array(Workspace) })),
  show: oc.input(z.object({ name: WorkspaceName.optional() })).output(Workspace),
  use: oc.input(Named).output(Workspace),
  /** Keeps it; nothing is asked of AWS. */
  create: oc.input(NewWorkspace).output(Workspace),
  /** Forgets it; its bucket and keys stay. */
  remove: oc.input(Named).output(z.object({ removed: z.boolean() })),
  /** As a file for colleagues: YAML without profile and secrets. */
  export: oc
    .input(z.object({ name: WorkspaceName.optional() }))
    .output(z.object({ name: WorkspaceName, text: z.string() })),
  import: oc
    .input(
      z.object({
        text: z.string().max(100_000),
        name: WorkspaceName.optional(),
        profile: z.string().nullable().default(null),
        replace: z.boolean().default(false),
      }),
    )
    .output(Workspace),
};

/** Mixed into every call that works in a workspace; absent means the current one. */
export const InWorkspace = z.object({ workspace: WorkspaceName.optional() });
