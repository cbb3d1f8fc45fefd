import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * Four projects. `unit`: laws of our own code, beside the source. `properties`: promises over all engines.
 * `corpus`: every committed entry replayed. `quality`: the fuzzer and the exact references put to the test.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    // Every core: the default leaves one free, which on two is half of them.
    maxWorkers: '100%',
    reporters: ['default', './properties/closing-line-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts'], exclude: ['src/**/*.quality.test.ts'] } },
      {
        extends: true,
        test: { name: 'properties', include: ['properties/*.prop.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: 'corpus', include: ['properties/replay.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      { extends: true, test: { name: 'quality', include: ['src/**/*.quality.test.ts'], testTimeout: 120_000 } },
    ],
  },
});

export default config;
