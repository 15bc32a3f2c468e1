import { join } from 'node:path';
import { appPaths } from '#main/paths';
import type { Platform } from '#main/platform';
import manifest from '../../package.json' with { type: 'json' };
import { logFile } from './log-file.ts';
import { openUrl } from './open-url.ts';
import { appRoot } from './root.ts';

/** What a host without a desktop runtime supplies; Electron's replaces what it does better. */
export function nodePlatform(host: Platform['host']): Platform {
  const paths = appPaths();
  return {
    host,
    version: manifest.version,
    resources: join(appRoot(), 'resources'),
    paths,
    openExternal: openUrl,
    log: logFile(paths.logs),
  };
}
