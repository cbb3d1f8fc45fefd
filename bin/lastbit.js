#!/usr/bin/env node
// A checkout runs its TypeScript sources: nothing is built, so nothing can be stale. The package runs what was compiled
// from them.
import { existsSync } from 'node:fs';

// A reader that has seen enough, as `head` has, is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});
const sources = new URL('../src/cli/main.ts', import.meta.url);
const isCheckout = existsSync(sources);
if (isCheckout) await import('./run-typescript.js');
const program = isCheckout ? sources : new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  await main(process.argv.slice(2));
} else {
  process.stderr.write('lastbit: this package was packed without being compiled; pack it without `--ignore-scripts`\n');
  process.exitCode = 1;
}
