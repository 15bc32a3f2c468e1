import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE } from './page.ts';
import { keepWindowState, readWindowState, type WindowState } from './window-state.ts';

export interface WindowOptions {
  preload: string;
  /** Folder that keeps the window's size and place. */
  folder: string;
}

/** Opens the app's one window where it was left. */
export function openWindow({ preload, folder }: WindowOptions): BrowserWindow {
  const path = join(folder, 'window.json');
  const { maximized, ...bounds } = onScreen(readWindowState(path));
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'vivarium-aws',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepWindowState(path, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  void window.loadURL(PAGE);
  return window;
}

/** Without a place that no connected screen shows any more. */
function onScreen(state: WindowState): WindowState {
  const { x, y, ...rest } = state;
  if (x === undefined || y === undefined) return rest;
  const { workArea } = screen.getDisplayMatching({ x, y, width: rest.width, height: rest.height });
  const visible =
    x < workArea.x + workArea.width - 50 &&
    x + rest.width > workArea.x + 50 &&
    y >= workArea.y - 10 &&
    y < workArea.y + workArea.height - 50;
  return visible ? state : rest;
}
