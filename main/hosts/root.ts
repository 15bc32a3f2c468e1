import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds `resources/` and `out/`: a checkout, or the packaged app. */
export function appRoot(from: string = import.meta.dirname): string {
  if (existsSync(join(from, 'resources', 'worker')) && existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('The files of the app are not complete: its resources folder is missing.');
  return appRoot(parent);
}
