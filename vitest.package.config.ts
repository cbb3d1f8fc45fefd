import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * `npm run check:package`: the package as a user has it. Apart from `npm test`, because building and installing it
 * takes most of a minute.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['tools/*.package.ts'],
    fileParallelism: false,
    // A limit for hangs, not for slowness: machines are shared.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

export default config;
