// Runs the two projects of vitest.config.ts side by side: the properties share one worker, so one core would be idle if
// they ran alone. With arguments it is vitest with these arguments.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
const given = process.argv.slice(2);

const total = { passed: 0, failed: 0, skipped: 0 };

/** Gives the exit status, and the output if it was kept. Adds the counts that closing-line-reporter.ts sends. */
function run(words, isKept) {
  const colours = isKept && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, [vitest, 'run', '--configLoader', 'runner', ...words], {
    stdio: ['inherit', isKept ? 'pipe' : 'inherit', isKept ? 'pipe' : 'inherit', 'ipc'],
    env: { ...process.env, ...colours },
  });
  const kept = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => kept.push(bytes));
  child.on('message', (counts) => {
    for (const name of Object.keys(total)) total[name] += counts[name];
  });
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status: status ?? 1, text: Buffer.concat(kept).toString() }));
  });
}

// Ctrl-C reaches both children: they end, and their statuses are told.
process.on('SIGINT', () => {});
if (given.length > 0) {
  process.exitCode = (await run(given, false)).status;
} else {
  const [source, properties] = await Promise.all([
    run(['--project', 'source'], false),
    run(['--project', 'properties'], true),
  ]);
  process.stdout.write(properties.text);
  process.exitCode = Math.max(source.status, properties.status);
}
process.stdout.write(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
