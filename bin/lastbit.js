#!/usr/bin/env node
// Runs the TypeScript sources as they are: nothing is built, so nothing can be stale.
import { register } from 'tsx/esm/api';

// A reader that has seen enough, as `head` has, is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});
register();
const { main } = await import('../src/cli/main.ts');
await main(process.argv.slice(2));
