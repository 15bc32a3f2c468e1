import { join } from 'node:path';
import { execa } from 'execa';
import { createPython } from '#main/adapters/python/index';
import { requirePart } from './parts.ts';
import { testCache } from './test-cache.ts';

const REQUIRES = '>=3.10,<3.14';
const python = createPython({ cache: testCache() });

/** Whether there is a Python that numpy can be installed for. */
export const hasPython = requirePart('Python', await python.find(REQUIRES), 'install Python 3.10 to 3.13 with venv');

/** Runs a Python program that has numpy, pyarrow and pillow, and reads the JSON it prints. The environment is made once, in the tests' cache. */
export async function runPython<T>(program: string, ...args: string[]): Promise<T> {
  const requirements = join(import.meta.dirname, 'numpy-requirements.txt');
  const interpreter = await python.ensure({ name: 'test-numpy', requirements, requires: REQUIRES });
  const { stdout } = await execa(interpreter, ['-c', program, ...args]);
  return JSON.parse(stdout) as T;
}
