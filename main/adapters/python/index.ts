import { createFiles } from '../files/index.ts';
import { Environments } from './environments.ts';
import type { Python } from './port.ts';

export { pinnedEnvironment } from './pins.ts';

/** Python on this computer, with virtual environments under `cache`/venvs. `env` is where PATH, pip's settings and VIVARIUM_AWS_PYTHON are. */
export function createPython({ cache, env = process.env }: { cache: string; env?: NodeJS.ProcessEnv }): Python {
  return new Environments({ cache, env, files: createFiles() });
}
