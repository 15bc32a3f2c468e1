/**
 * npm test: prepares the checkout, then runs every check and every suite, and says at the end what did not run and why.
 * With CI=true nothing may be skipped.
 *
 *     npm test                       npm test -- unit contracts      (only these parts)
 */
import { at, say } from './checkout.mjs';
import { prepareModules } from './prepare.mjs';
import { pythonTests } from './python-tests.mjs';
import { run } from './run.mjs';
import { suite } from './vitest-suite.mjs';

const node = (path, ...args) => [process.execPath, at('node_modules', path), ...args];

/** In this order: what is quick to fail comes first. */
const PARTS = {
  typecheck: check(node('typescript/bin/tsc', '--noEmit')),
  lint: check(node('eslint/bin/eslint.js', '.', '--max-warnings', '0')),
  format: check(node('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')),
  unused: check(node('knip/bin/knip.js')),
  build,
  unit: () => suite('unit'),
  contracts: () => suite('contracts'),
  python: pythonTests,
  e2e: () => suite('e2e'),
};

await prepareModules();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: [], broken: [] };
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`\n── ${name}`);
  const began = performance.now();
  const { passed, failed, skipped } = await part();
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped);
  if (failed > 0) total.broken.push(name);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(
    `${failed > 0 ? 'FAILED' : 'ok'}: ${name}, ${passed} passed, ${failed} failed, ${skipped.length} skipped, ${seconds} s`,
  );
}

const { passed, failed, skipped, broken } = total;
const strict = process.env.CI === 'true' && skipped.length > 0;
if (skipped.length > 0) {
  console.log('\nSkipped:');
  for (const { name, reason } of skipped) console.log(`  ${name}: ${reason}`);
}
if (broken.length > 0) console.log(`\nFailed parts: ${broken.join(', ')}`);
if (strict) console.log('\nCI=true: nothing may be skipped, so this is a failure.');
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed > 0 || strict ? 1 : 0);

/** A program whose exit code is the verdict; its output is shown when it fails. */
function check(argv) {
  return async () => {
    const { exitCode, output } = await run(argv);
    if (exitCode !== 0) say(output.trimEnd());
    return exitCode === 0 ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
  };
}

async function build() {
  const { prepare } = await import('./prepare.mjs');
  await prepare();
  return { passed: 1, failed: 0, skipped: [] };
}
