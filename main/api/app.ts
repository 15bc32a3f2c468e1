import { base } from './base.ts';

export const app = {
  info: base.app.info.handler(({ context }) => context.services.desktop.info()),
  openExternal: base.app.openExternal.handler(({ context, input }) => context.services.desktop.openExternal(input)),
};
