import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one line that programs can read: `tests: 12 passed, 0 failed, 0 skipped`. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      if (module.state() === 'failed' && module.errors().length > 0) count.failed += 1;
    }
    const { passed, failed } = count;
    const skipped = count.skipped + count.pending;
    // bin/run-tests.js adds the counts of two runs.
    if (process.send !== undefined) process.send({ passed, failed, skipped });
    else process.stdout.write(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
