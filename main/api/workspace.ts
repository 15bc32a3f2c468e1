import { base } from './base.ts';

export const workspace = {
  list: base.workspace.list.handler(({ context }) => context.services.workspaces.list()),
  show: base.workspace.show.handler(({ context, input }) => context.services.workspaces.show(input)),
  use: base.workspace.use.handler(({ context, input }) => context.services.workspaces.use(input)),
};
