import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused, or null. A page of another site may reach a loopback port: by a name that resolves to
 * 127.0.0.1 (so Host must be ours), or from its own origin (so Origin must be ours, and a call that changes something
 * must have one; browsers always send it then).
 */
export function refusal({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>, port: number): string | null {
  const host = headers.host ?? '';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    return 'This address is not the one the app serves.';
  const reads = method === 'GET' || method === 'HEAD';
  if (!reads && method !== 'POST') return 'The app does not know this method.';
  if (headers.origin === undefined ? !reads : headers.origin !== `http://${host}`)
    return 'The request comes from another site.';
  const site = headers['sec-fetch-site'];
  if (!reads && site !== undefined && site !== 'same-origin') return 'The request comes from another site.';
  return null;
}

/** The cookie of that name, if it was sent. */
export function cookie(headers: IncomingMessage['headers'], name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
