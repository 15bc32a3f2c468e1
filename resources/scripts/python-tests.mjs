import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { at, say } from './checkout.mjs';
import { run } from './run.mjs';

/** The unit tests of the Python files in resources/, with the standard library only. */
export async function pythonTests() {
  const folders = [...foldersWithTests(at('test', 'resources'))];
  const total = { passed: 0, failed: 0, skipped: [] };
  for (const folder of folders) {
    const { exitCode, output } = await run([
      'python3',
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
