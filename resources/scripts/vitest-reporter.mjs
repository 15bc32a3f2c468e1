import { writeFileSync } from 'node:fs';

/** Counts for resources/scripts/test.mjs: what passed, what failed, and what was skipped by name with its reason. */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      if (module.errors().length > 0) report.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed') report.passed += 1;
        else if (state === 'failed') report.failed += 1;
        else report.skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, reason: note ?? REASON });
      }
    }
    const path = process.env.VIVARIUM_AWS_TEST_REPORT;
    if (path) writeFileSync(path, JSON.stringify(report));
  }
}

const REASON = 'a part that it needs is missing (named above)';
