import { base } from './base.ts';

export const key = {
  list: base.key.list.handler(({ context, input }) => context.services.keys.list(input)),
  create: base.key.create.handler(({ context, input }) => context.services.keys.create(input)),
  import: base.key.import.handler(({ context, input }) => context.services.keys.import(input)),
  match: base.key.match.handler(({ context, input }) => context.services.keys.match(input)),
};
