import { join } from 'node:path';
import envPaths from 'env-paths';
import type { Paths } from './platform.ts';

/** The app's folders as this system has them, or all under VIVARIUM_AWS_HOME (tests, several installations). */
export function appPaths(env: NodeJS.ProcessEnv = process.env): Paths {
  const home = env.VIVARIUM_AWS_HOME;
  if (home)
    return {
      config: join(home, 'config'),
      data: join(home, 'data'),
      cache: env.VIVARIUM_AWS_CACHE ?? join(home, 'cache'),
      logs: join(home, 'logs'),
    };
  const { config, data, cache, log } = envPaths('vivarium-aws', { suffix: '' });
  return { config, data, cache, logs: log };
}
