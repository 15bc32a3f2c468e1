import { base } from './base.ts';

export const workspace = {
  list: base.workspace.list.handler(({ context }) => context.services.workspaces.list()),
  show: base.workspace.show.handler(({ context, input }) => context.services.workspaces.show(input)),
  use: base.workspace.use.handler(({ context, input }) => context.services.workspaces.use(input)),
  create: base.workspace.create.handler(({ context, input }) => context.services.workspaces.create(input)),
  remove: base.workspace.remove.handler(({ context, input }) => context.services.workspaces.remove(input)),
  export: base.workspace.export.handler(({ context, input }) => context.services.workspaces.export(input)),
  import: base.workspace.import.handler(({ context, input }) => context.services.workspaces.import(input)),
};
