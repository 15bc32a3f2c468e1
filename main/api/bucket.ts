import { base } from './base.ts';

export const bucket = {
  list: base.bucket.list.handler(({ context, input }) => context.services.buckets.list(input)),
  check: base.bucket.check.handler(({ context, input }) => context.services.buckets.check(input)),
  create: base.bucket.create.handler(({ context, input }) => context.services.buckets.create(input)),
};
