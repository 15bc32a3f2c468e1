import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#main/domain/app-error';
import { openInstance } from './instance.ts';
import type { Engine, EngineOptions, Session } from './port.ts';
import { Secret } from './secret.ts';
import { DuckdbSession } from './session.ts';

const PROBE_MS = 3000;

/** Opens a workspace's query engine. Errors: `missing-part` (the extension does not load), those of the credential source. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const exports = join(options.temporary, `exports-${randomUUID()}`);
  const secret = new Secret(options.connection, options.readable);
  const instance = await openInstance(options, secret, exports);
  const sessions = new Set<Session>();
  let schemas = 0;
  let closed = false;
  const shared = {
    exports,
    renew: (connection: DuckDBConnection, force?: boolean) => secret.ensure(connection, force),
    storeAnswers: () => storeAnswers(options),
    closed: (session: Session) => sessions.delete(session),
    next: () => ++schemas,
  };
  return {
    async session() {
      if (closed)
        throw new AppError({
          code: 'failed',
          doing: 'opening a session',
          message: 'The workspace was closed.',
          retry: true,
        });
      const session = new DuckdbSession(await instance.connect(), shared);
      sessions.add(session);
      return session;
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([...sessions].map((session) => session.close()));
      instance.closeSync();
      await rm(exports, { recursive: true, force: true });
    },
  };
}

/** Any answer at all, also a refusal, means that the store is there. */
async function storeAnswers({ connection: { endpoint, region } }: EngineOptions): Promise<boolean> {
  const url = endpoint ?? `https://s3.${region}.amazonaws.com/`;
  return fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) }).then(
    () => true,
    () => false,
  );
}
