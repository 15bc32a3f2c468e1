import { oc } from '@orpc/contract';
import { z } from 'zod';

export const AppInfo = z.object({
  version: z.string(),
  host: z.enum(['electron', 'web', 'cli']),
  platform: z.string(),
  /** Folder of the app's own files. */
  home: z.string(),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const app = {
  info: oc.output(AppInfo),
  /** Opens a link in the user's browser; https only. */
  openExternal: oc.input(z.object({ url: z.url({ protocol: /^https$/ }) })).output(z.object({ opened: z.boolean() })),
};
