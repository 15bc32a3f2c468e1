import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AppErrorData } from './app-error.ts';

/** How far a piece of long work is. `rate` is units a second, `seconds_left` an estimate; null while unknown. */
export const Progress = z.object({
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  unit: z.enum(['bytes', 'items', 'steps']),
  rate: z.number().nonnegative().nullable(),
  seconds_left: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof Progress>;

/** One piece of long work, as the activity tray and the command line show it. */
export const Activity = z.object({
  id: z.string(),
  kind: z.enum(['sandbox', 'python', 'upload', 'download', 'run', 'query', 'export']),
  title: z.string(),
  /** What it is doing just now: "installing vivarium 5.19.1". */
  detail: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  progress: Progress.nullable(),
  cancellable: z.boolean(),
  /** Absent for what cannot be paused. */
  paused: z.boolean().optional(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  error: AppErrorData.nullable(),
});
export type Activity = z.infer<typeof Activity>;

export const activity = {
  /** The running activities and the last ended ones, at once and after each change (at most 4 a second). */
  watch: oc.output(eventIterator(z.array(Activity))),
  cancel: oc.input(z.object({ id: z.string() })).output(z.object({ cancelled: z.boolean() })),
  /** Holds a transfer before its next part, or lets it go on. */
  pause: oc.input(z.object({ id: z.string(), paused: z.boolean() })).output(z.object({ paused: z.boolean() })),
  /** Forgets the activities that have ended. */
  clear: oc.output(z.object({ cleared: z.number().int() })),
};
