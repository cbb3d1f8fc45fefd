import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The last words of what takes seconds, as `npx vitest run` tells. */
const slow = [
  ...['quality', 'hosts', 'engine-client', 'hunt', 'regressions', 'reveal', 'campaign', 'ranges', 'invariance'],
  ...['two-workers', 'merge', 'verify-loses-nothing', 'prepare-engines', 'python-packages', 'campaign-crew'],
  ...['check-conformance', 'always-ends', 'attack', 'page', 'operations', 'arbitrary-laws'],
];
const long = new RegExp(`[./](${slow.join('|')})\\.test\\.ts$`);

/**
 * What takes seconds begins first: quality tests, and tests that start many processes. Otherwise one worker would still
 * run such a file when the others have finished.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * Two projects. `source`, beside the source: laws of the code, and in `*.quality.test.ts` tests of the fuzzer and of
 * the exact references. `properties`: the claims over all engines, and every committed corpus entry replayed. Files
 * share a worker without being isolated from one another (no test replaces a module), because reading a hundred small
 * modules again for each file takes longer than most tests. The properties share one worker, so that every engine
 * starts once.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    // One more than there are cores, because some tests wait for other processes most of the time.
    maxWorkers: availableParallelism() + 1,
    isolate: false,
    // What was compiled before is kept, as long as its source is the same: the two processes read 1,500 modules each.
    experimental: { fsModuleCache: true },
    setupFiles: ['./src/inputs/fast-check.test-support.ts'],
    // A limit for hangs, not for slowness: machines are shared.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './properties/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'source', include: ['src/**/*.test.ts', 'tools/*.test.ts', 'site/page/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'properties',
          include: ['properties/*.prop.ts', 'properties/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

export default config;
