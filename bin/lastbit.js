#!/usr/bin/env node
// A checkout runs its TypeScript sources: nothing is built, so nothing can be stale. The package runs what was compiled from them.
import { existsSync } from 'node:fs';

// A reader that has seen enough, as `head` has, is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});
const sources = new URL('../src/cli/main.ts', import.meta.url);
const isCheckout = existsSync(sources);
if (isCheckout) await import('./run-typescript.js');
const { main } = await import(isCheckout ? sources.href : '../dist/cli/main.js');
await main(process.argv.slice(2));
