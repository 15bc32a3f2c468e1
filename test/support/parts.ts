/**
 * Whether a real part that a test needs (a server, a runtime) is on this computer: `describe.skipIf(!requirePart(…))`.
 * A missing one is named with its reason on standard error, and is a failure where CI=true: there nothing may be skipped.
 */
export function requirePart(name: string, found: unknown, reason: string): boolean {
  if (found) return true;
  if (process.env.CI === 'true') throw new Error(`${name} is missing and CI=true: ${reason}`);
  if (!told.has(name)) process.stderr.write(`skipped, as ${name} is missing: ${reason}\n`);
  told.add(name);
  return false;
}

const told = new Set<string>();
