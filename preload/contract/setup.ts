import { oc } from '@orpc/contract';
import { z } from 'zod';
import { InWorkspace } from './workspace.ts';

/** One line of the checklist: a state, what was found, what mends it, and the command that does the same. */
export const SetupCheck = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'warning', 'missing', 'failed', 'unknown']),
  detail: z.string(),
  /** The repair the interface offers; null where the user must act outside the app (see `advice`). */
  fix: z
    .enum([
      'start-sandbox',
      'reset-sandbox',
      'add-credentials',
      'sign-in',
      'enter-mfa',
      'show-policy',
      'create-bucket',
      'create-key',
      'edit-workspace',
    ])
    .nullable(),
  advice: z.string().nullable(),
  command: z.string(),
});
export type SetupCheck = z.infer<typeof SetupCheck>;

export const setup = {
  /** `only`: the id of one line, to check it again. */
  check: oc
    .input(InWorkspace.extend({ only: z.string().optional() }))
    .output(z.object({ ready: z.boolean(), checks: z.array(SetupCheck) })),
};
