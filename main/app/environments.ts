import { join } from 'node:path';
import { z } from 'zod';
import type { Generation } from '#contract/workspace';
import type { Files } from '../adapters/files/port.ts';
import type { EnvironmentSpec, Python } from '../adapters/python/port.ts';
import { AppError } from '../domain/app-error.ts';
import type { Activities } from '../services/activities.ts';

const Requires = z.object({ requires: z.string() });
/** resources/python/python.json: the Python versions that each list of pinned packages works with. */
const Versions = z.object({ current: Requires, pandas2: Requires, sandbox: Requires });

/** The environment of a generation of vivarium, as resources/python pins it. */
export function environments({ files, resources }: { files: Files; resources: string }) {
  const versions = async () => {
    const found = await files.read(join(resources, 'python', 'python.json'), Versions);
    if (found) return found;
    throw new AppError({
      code: 'internal',
      doing: 'looking for Python environments',
      message: 'The app was installed without its list of Python environments.',
      advice: 'Install it again.',
    });
  };
  return {
    of: async (generation: Generation): Promise<EnvironmentSpec> => ({
      name: generation,
      requirements: join(resources, 'python', `${generation}.txt`),
      requires: (await versions())[generation].requires,
      complete: true,
    }),
    /** What the app's own scripts run with. */
    scripts: async (): Promise<string> => (await versions()).sandbox.requires,
  };
}

/** A generation's interpreter; an environment that is not there yet is made, as an activity of its own. */
export async function interpreter(
  spec: EnvironmentSpec,
  { python, activities }: { python: Python; activities: Activities },
): Promise<string> {
  const ready = await python.ready(spec);
  if (ready) return ready;
  return activities.run({ kind: 'python', title: 'Installing Python packages for simulations' }, ({ signal, report }) =>
    python.ensure(spec, { signal, onProgress: report }),
  );
}
