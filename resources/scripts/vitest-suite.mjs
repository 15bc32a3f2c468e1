import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './checkout.mjs';
import { run } from './run.mjs';

/** Runs one of vitest's projects and answers its counts; a run that gave no report is a failure. */
export async function suite(project) {
  const folder = mkdtempSync(join(tmpdir(), 'vivarium-aws-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', `--reporter=${at('resources/scripts/vitest-reporter.mjs')}`];
    const argv = [
      process.execPath,
      at('node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      '--passWithNoTests',
      ...reporters,
    ];
    const { exitCode } = await run(argv, { show: true, env: { VIVARIUM_AWS_TEST_REPORT: report } });
    const counts = read(report) ?? { passed: 0, failed: 1, skipped: [] };
    // A suite that broke outside any test has no failed test to count.
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
