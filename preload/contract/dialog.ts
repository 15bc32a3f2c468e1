import { oc } from '@orpc/contract';
import { z } from 'zod';

/** The system's own dialogs. Only the desktop host has them; the others answer `missing-part`. Null: the user chose nothing. */
export const dialog = {
  chooseFiles: oc
    .input(
      z.object({
        title: z.string(),
        kind: z.enum(['file', 'folder']).default('file'),
        multiple: z.boolean().default(true),
      }),
    )
    .output(z.object({ paths: z.array(z.string()).nullable() })),
  saveAs: oc.input(z.object({ title: z.string(), name: z.string() })).output(z.object({ path: z.string().nullable() })),
};
