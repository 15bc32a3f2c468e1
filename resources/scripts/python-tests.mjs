import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { at, say } from './checkout.mjs';
import { run } from './run.mjs';

/**
 * The unit tests of the Python files in resources/, with the simulations' own interpreter where the tests' cache has it
 * (the contract suites make it): some of them need pandas.
 */
export async function pythonTests() {
  const folders = [...foldersWithTests(at('test', 'resources'))];
  const python = await interpreter();
  const total = { passed: 0, failed: 0, skipped: [] };
  for (const folder of folders) {
    const { exitCode, output } = await run([
      python,
      '-B',
      '-m',
      'unittest',
      'discover',
      '-v',
      '-s',
      folder,
      '-p',
      'test_*.py',
    ]);
    const ran = /^Ran (\d+) tests?/m.exec(output);
    if (!ran) {
      say(output.trimEnd());
      return exitCode === 127 ? missing() : { ...total, failed: total.failed + 1 };
    }
    const broken = sum(output, /(?:failures|errors|unexpected successes)=(\d+)/g);
    const skipped = [...output.matchAll(/^(.+) \.\.\. skipped ['"](.+)['"]$/gm)].map(([, name, reason]) => ({
      name,
      reason,
    }));
    if (exitCode !== 0) say(output.trimEnd());
    const failed = exitCode === 0 ? 0 : Math.max(1, broken);
    total.passed += Math.max(0, Number(ran[1]) - failed - skipped.length);
    total.failed += failed;
    total.skipped.push(...skipped);
  }
  return total;
}

async function interpreter() {
  const { default: envPaths } = await import('env-paths');
  const cache = process.env.VIVARIUM_AWS_TEST_CACHE ?? envPaths('vivarium-aws-tests', { suffix: '' }).cache;
  const venvs = join(cache, 'venvs');
  const names = existsSync(venvs) ? readdirSync(venvs).filter((name) => name.startsWith('current-')) : [];
  const found = names.map((name) => join(venvs, name, 'bin', 'python')).filter((path) => existsSync(path));
  const age = (path) => statSync(path).mtimeMs;
  return found.sort((a, b) => age(b) - age(a))[0] ?? 'python3';
}

function missing() {
  return { passed: 0, failed: 0, skipped: [{ name: 'Python unit tests', reason: 'there is no python3' }] };
}

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
}

function* foldersWithTests(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && /^test_.*\.py$/.test(entry.name))) yield folder;
  for (const entry of entries) {
    if (entry.isDirectory() && entry.name !== '__pycache__') yield* foldersWithTests(join(folder, entry.name));
  }
}
