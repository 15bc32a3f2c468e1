import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ExpiringStore {
  endpoint: string;
  /** Requests that came with a session that had ended, or with none. */
  refused: string[];
  /** The session tokens that were used: `until-` and the moment of their end in epoch ms. */
  sessions: Set<string>;
  close(): Promise<void>;
}

/**
 * S3 that looks at the session token, in front of one that does not: a token that has ended is refused as S3 refuses it
 * (400, ExpiredToken).
 */
export async function expiringStore(target: string): Promise<ExpiringStore> {
  const { hostname, port } = new URL(target);
  const refused: string[] = [];
  const sessions = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const token = String(incoming.headers['x-amz-security-token'] ?? '');
    if (Number(/^until-(\d+)$/.exec(token)?.[1] ?? 0) < Date.now()) {
      refused.push(`${incoming.method} ${incoming.url}`);
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/xml' });
      outgoing.end('<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>');
      return;
    }
    sessions.add(token);
    const { method, url: path, headers } = incoming;
    const passed = ask({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    sessions,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
