import { base } from './base.ts';

export const code = {
  put: base.code.put.handler(({ context, input }) => context.services.code.put(input)),
};
