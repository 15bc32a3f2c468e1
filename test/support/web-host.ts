import { join } from 'node:path';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createApp } from '#main/app';
import { startWebServer, type WebServer } from '#main/hosts/web/server';
import type { Platform } from '#main/platform';
import { testCache } from './test-cache.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A platform whose files lie under a new temporary folder; what is logged is kept in `logged`. */
export function testPlatform(host: Platform['host'] = 'cli') {
  const home = mkdtempSync(join(tmpdir(), 'vivarium-aws-home-'));
  const logged: { level: string; message: string; detail?: Record<string, unknown> }[] = [];
  const opened: string[] = [];
  const platform: Platform = {
    host,
    version: '0.0.0-test',
    resources: join(ROOT, 'resources'),
    paths: { config: join(home, 'config'), data: join(home, 'data'), cache: testCache(), logs: join(home, 'logs') },
    openExternal: async (url) => void opened.push(url),
    log: (level, message, detail) => void logged.push({ level, message, detail }),
  };
  return { platform, home, logged, opened, remove: () => rmSync(home, { recursive: true, force: true }) };
}

export interface TestWebHost {
  server: WebServer;
  origin: string;
  /** Buys a pass with a fresh ticket; answers the Cookie header. */
  enter(): Promise<string>;
  close(): Promise<void>;
}

/** The real web host over the real app, with a page of its own so that no build is needed. */
export async function startTestWebHost(): Promise<TestWebHost> {
  const { platform, home, remove } = testPlatform('web');
  const pages = join(home, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pages, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(home, 'secret.txt'), 'secret');
  const app = await createApp(platform);
  const server = await startWebServer({ port: 0, pages, context: async () => app.context, log: platform.log });
  const origin = `http://127.0.0.1:${server.port}`;
  return {
    server,
    origin,
    enter: async () => {
      const response = await fetch(server.url(), { redirect: 'manual' });
      return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    close: async () => {
      await server.close();
      await app.close();
      remove();
    },
  };
}
