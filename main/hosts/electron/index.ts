import { join } from 'node:path';
import { app, BrowserWindow, shell } from 'electron';
import type { Platform } from '#main/platform';
import { nodePlatform } from '../platform.ts';
import { appRoot } from '../root.ts';
import { openChannel } from './channel.ts';
import { dialogs } from './dialogs.ts';
import { setMenu } from './menu.ts';
import { registerScheme, serveFiles } from './protocol.ts';
import { closeBeforeQuit } from './quit.ts';
import { lockDown } from './security.ts';
import { openWindow } from './window.ts';

const platform: Platform = { ...nodePlatform('electron'), dialogs, openExternal: (url) => shell.openExternal(url) };

// Electron's own files (cache, cookies) lie with the app's; the lock of the single instance too.
app.setPath('userData', join(platform.paths.data, 'electron'));
registerScheme();

if (app.requestSingleInstanceLock()) void start();
else app.exit(0);

async function start(): Promise<void> {
  const root = appRoot();
  // The window opens while the app joins its parts; calls wait for it on the channel.
  const vivarium = import('#main/app').then(({ createApp }) => createApp(platform));
  vivarium.catch((error: unknown) => platform.log('error', 'starting the app', { cause: String(error) }));
  closeBeforeQuit(async () => {
    const { services, close } = await vivarium;
    services.activities.cancelAll();
    await close();
  });
  app.on('second-instance', showWindow);

  await app.whenReady();
  lockDown(platform.openExternal);
  serveFiles(join(root, 'out', 'renderer'));
  openChannel(async () => (await vivarium).context);
  setMenu();
  openWindow({ preload: join(root, 'out', 'preload', 'index.cjs'), folder: platform.paths.config });
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}
