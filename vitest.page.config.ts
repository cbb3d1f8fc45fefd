import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The page in a browser, as far as it takes longer than `npm test` has time for. */
const config: ViteUserConfig = defineConfig({
  test: { include: ['site/page/*.browser.ts'], testTimeout: 600_000, hookTimeout: 120_000 },
});

export default config;
