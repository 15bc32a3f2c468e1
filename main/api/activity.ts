import { base } from './base.ts';

export const activity = {
  watch: base.activity.watch.handler(({ context, signal }) => context.services.activities.watch(signal)),
  cancel: base.activity.cancel.handler(({ context, input }) => ({
    cancelled: context.services.activities.cancel(input.id),
  })),
  pause: base.activity.pause.handler(({ context, input }) => ({
    paused: context.services.activities.pause(input.id, input.paused),
  })),
  clear: base.activity.clear.handler(({ context }) => ({ cleared: context.services.activities.clear() })),
};
