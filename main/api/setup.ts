import { base } from './base.ts';

export const setup = {
  check: base.setup.check.handler(({ context, input }) => context.services.setup.check(input)),
};
