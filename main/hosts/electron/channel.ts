import { RPCHandler } from '@orpc/server/message-port';
import { type IpcMainEvent, ipcMain } from 'electron';
import { CONNECT } from '#contract/bridge';
import type { ApiContext } from '#main/api/context';
import { router } from '#main/api/router';
import { isOwnPage } from './page.ts';

/** The one channel: our own page hands over a port, on which the calls of the contract are answered. */
export function openChannel(context: () => Promise<ApiContext>): void {
  const handler = new RPCHandler<ApiContext>(router);
  ipcMain.on(CONNECT, (event) => {
    const [port] = event.ports;
    if (!port) return;
    if (!fromOwnPage(event)) return port.close();
    context().then(
      (ready) => {
        handler.upgrade(port, { context: ready });
        port.start();
      },
      () => port.close(),
    );
  });
}

/** The main frame of a window that shows our page: no frame in it, no other page. */
function fromOwnPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url);
}
