import { app } from 'electron';

const PATIENCE_MS = 8_000;

/** Whatever ends the app (the last window, a menu, a signal), `close` runs once before it does; it may not hang for ever. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let closing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    void Promise.race([close().catch(() => {}), patience]).then(() => app.exit(0));
  });
  app.on('window-all-closed', () => app.quit());
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => app.quit());
}
