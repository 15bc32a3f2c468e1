import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#main/domain/app-error';
import { createFiles } from '../files/index.ts';
import type { EnvironmentSpec } from './port.ts';

const Pins = z.object({ requires: z.string() });
const PinsFile = z.record(z.string(), z.union([Pins, z.string()]));

/** An environment that the app comes with: resources/python/<name>.txt, for the Pythons that python.json gives for it. */
export async function pinnedEnvironment(resources: string, name: string): Promise<EnvironmentSpec> {
  const folder = join(resources, 'python');
  const pins = Pins.safeParse((await createFiles().read(join(folder, 'python.json'), PinsFile))?.[name]);
  if (pins.success)
    return { name, requirements: join(folder, `${name}.txt`), requires: pins.data.requires, complete: true };
  throw new AppError({
    code: 'missing-part',
    doing: `looking for the packages of the Python environment "${name}"`,
    message: `The app's own files lack the environment "${name}".`,
    advice: 'Install the app again.',
  });
}
