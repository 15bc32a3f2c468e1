import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path in the checkout. */
export const at = (...names) => join(ROOT, ...names);

/** Progress goes to standard error: standard output is the program's own. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends with a plain sentence instead of a stack trace. */
export function fail(line, exitCode = 1) {
  say(line);
  process.exit(exitCode);
}
