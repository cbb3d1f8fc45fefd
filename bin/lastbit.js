#!/usr/bin/env node
// A checkout runs its TypeScript sources: nothing is built, so nothing can be stale. The package runs what was compiled
// from them.
import { existsSync } from 'node:fs';
import { guardOutput } from './guard-output.js';

const endsWithFailure = guardOutput();
const sources = new URL('../src/cli/main.ts', import.meta.url);
const isCheckout = existsSync(sources);
const program = isCheckout ? sources : new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(program)) {
  try {
    if (isCheckout) await import('./run-typescript.js');
    const { main, reportError } = await import(program.href);
    process.on('uncaughtException', (error) => process.exit(reportError(error) || 1));
    await main(process.argv.slice(2));
  } catch (error) {
    endsWithFailure(`${error.message}; install lastbit again, in a checkout with \`npm ci\``);
  }
} else endsWithFailure('this package was packed without being compiled; pack it without `--ignore-scripts`');
