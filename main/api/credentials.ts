import { base } from './base.ts';

export const credentials = {
  profiles: base.credentials.profiles.handler(({ context }) => context.services.credentials.profiles()),
  check: base.credentials.check.handler(({ context, input }) => context.services.credentials.check(input)),
  policy: base.credentials.policy.handler(({ context, input }) => context.services.credentials.policy(input)),
  add: base.credentials.add.handler(({ context, input }) => context.services.credentials.add(input)),
  addSso: base.credentials.addSso.handler(({ context, input }) => context.services.credentials.addSso(input)),
  signIn: base.credentials.signIn.handler(({ context, input, signal }) =>
    context.services.credentials.signIn(input, signal),
  ),
  unlock: base.credentials.unlock.handler(({ context, input }) => context.services.credentials.unlock(input)),
  regions: base.credentials.regions.handler(({ context }) => context.services.credentials.regions()),
};
