import { app, session } from 'electron';
import { isOwnPage } from './page.ts';

/** The page may only write to the clipboard (copying SQL, tables, commands). */
const PERMITTED = 'clipboard-sanitized-write';

/** For every page there ever is: it stays where it is, opens nothing, asks for nothing. External https links go to the browser. */
export function lockDown(openExternal: (url: string) => Promise<void>): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (URL.canParse(url) && new URL(url).protocol === 'https:') openExternal(url).catch(() => {});
      return { action: 'deny' };
    });
  });
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === PERMITTED && isOwnPage(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler(
    (_, permission, origin) => permission === PERMITTED && isOwnPage(origin),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
}
