import { base } from './base.ts';

export const sandbox = {
  status: base.sandbox.status.handler(({ context }) => context.services.sandbox.status()),
  start: base.sandbox.start.handler(({ context, input }) => context.services.sandbox.start(input)),
  stop: base.sandbox.stop.handler(({ context }) => context.services.sandbox.stop()),
  reset: base.sandbox.reset.handler(({ context }) => context.services.sandbox.reset()),
};
