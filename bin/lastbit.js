#!/usr/bin/env node
// A checkout runs its TypeScript sources: nothing is built, so nothing can be stale. The package runs what was compiled
// from them.
import { existsSync } from 'node:fs';
import { guardOutput } from './guard-output.js';

const fail = guardOutput();
const sources = new URL('../src/cli/main.ts', import.meta.url);
const isCheckout = existsSync(sources);
const program = isCheckout ? sources : new URL('../dist/cli/main.js', import.meta.url);
if (!hasCurrentFolder()) fail('the current folder does not exist any more; go to another one', 2);
else if (!existsSync(program))
  fail('this package was packed without being compiled; pack it without `--ignore-scripts`');
else await run();

async function run() {
  let main;
  try {
    if (isCheckout) await import('./run-typescript.js');
    const loaded = await import(program.href);
    process.on('uncaughtException', (error) => process.exit(loaded.reportError(error) || 1));
    main = loaded.main;
  } catch (error) {
    const isMissing = error.code === 'ERR_MODULE_NOT_FOUND';
    return fail(
      `it cannot be loaded: ${error.message}${isMissing ? '; install it again, a checkout with `npm ci`' : ''}`,
    );
  }
  return main(process.argv.slice(2));
}

function hasCurrentFolder() {
  try {
    return process.cwd() !== '';
  } catch {
    return false;
  }
}
