import type { Python } from '../python/port.ts';
import type { S3Server } from './port.ts';
import { createSeaweedfs } from './seaweedfs.ts';
import { createVersitygw } from './versitygw.ts';

export { createGuardian } from './guardian.ts';

interface Options {
  python: Python;
  /** The app's folder of read-only files. */
  resources: string;
  /** Where PATH and VIVARIUM_AWS_VERSITYGW are. */
  env?: NodeJS.ProcessEnv;
}

/** The S3 servers that the sandbox may use, the preferred one first. */
export function createS3Servers({ python, resources, env = process.env }: Options): readonly S3Server[] {
  return [createVersitygw({ python, env }), createSeaweedfs({ python, resources })];
}
