import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { PAGE_HEADERS } from '../page-headers.ts';
import { isOwnPage, SCHEME } from './page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Before the app is ready: says that `app:` is as good as https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app://vivarium-aws/…` with the files of `folder`; a path without a file is the page, whose router reads it. */
export function serveFiles(folder: string): void {
  const root = resolve(folder);
  protocol.handle(SCHEME, async ({ url, method }) => {
    if (!isOwnPage(url) || method !== 'GET') return new Response(null, { status: 403 });
    const path = pathWithin(root, new URL(url).pathname);
    if (path === null) return new Response(null, { status: 403 });
    const file = extname(path) === '' ? join(root, 'index.html') : path;
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    try {
      return new Response(await readFile(file), { headers: { ...PAGE_HEADERS, 'Content-Type': type } });
    } catch {
      return new Response(null, { status: 404, headers: PAGE_HEADERS });
    }
  });
}

function pathWithin(root: string, pathname: string): string | null {
  try {
    const path = resolve(root, `.${decodeURIComponent(pathname)}`);
    return path === root || path.startsWith(root + sep) ? path : null;
  } catch {
    return null;
  }
}
