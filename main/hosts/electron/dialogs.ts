import { BrowserWindow, dialog } from 'electron';
import type { Dialogs } from '#main/platform';

/** The system's dialogs, on top of the window that asked. */
export const dialogs: Dialogs = {
  async chooseFiles({ title, kind, multiple }) {
    const properties: Electron.OpenDialogOptions['properties'] = [kind === 'folder' ? 'openDirectory' : 'openFile'];
    if (multiple) properties.push('multiSelections');
    const window = BrowserWindow.getFocusedWindow();
    const options = { title, properties };
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : filePaths;
  },
  async saveAs({ title, name }) {
    const window = BrowserWindow.getFocusedWindow();
    const options = { title, defaultPath: name };
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, options)
      : dialog.showSaveDialog(options));
    return canceled || filePath === '' ? null : filePath;
  },
};
