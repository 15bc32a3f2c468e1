import { base } from './base.ts';

export const dialog = {
  chooseFiles: base.dialog.chooseFiles.handler(({ context, input }) => context.services.desktop.chooseFiles(input)),
  saveAs: base.dialog.saveAs.handler(({ context, input }) => context.services.desktop.saveAs(input)),
};
