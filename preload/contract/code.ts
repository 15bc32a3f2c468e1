import { oc } from '@orpc/contract';
import { z } from 'zod';
import { CodeReference } from './run-record.ts';
import { InWorkspace } from './workspace.ts';

export const code = {
  /** Packs a local checkout (respects .gitignore) and puts it under `code/` by its SHA-256. */
  put: oc
    .input(InWorkspace.extend({ folder: z.string() }))
    .output(z.object({ code: CodeReference, files: z.number().int(), size: z.number().int() })),
};
