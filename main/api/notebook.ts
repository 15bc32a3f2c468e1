import { base } from './base.ts';

export const notebook = {
  list: base.notebook.list.handler(({ context, input }) => context.services.notebooks.list(input)),
  template: base.notebook.template.handler(({ context, input }) => context.services.notebooks.template(input)),
  open: base.notebook.open.handler(({ context, input }) => context.services.notebooks.open(input)),
  save: base.notebook.save.handler(({ context, input }) => context.services.notebooks.save(input)),
  remove: base.notebook.remove.handler(({ context, input }) => context.services.notebooks.remove(input)),
};
