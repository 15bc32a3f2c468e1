import { client } from '../app/client.ts';

const open = new Set<string>();

/**
 * Says that `session` is the one in use: the app's core may forget the results of the others. Not tied to a component's
 * life, since a pane that is merely hidden keeps its results.
 */
export function keepOnly(session: string): void {
  for (const other of open) if (other !== session) close(other);
  open.add(session);
}

function close(session: string): void {
  open.delete(session);
  void client.results.closeSession({ session }).catch(() => undefined);
}

window.addEventListener('pagehide', () => {
  for (const session of open) close(session);
});
