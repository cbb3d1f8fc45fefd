import { parseArgs } from 'node:util';
import { kinds } from './attack.ts';
import { chosenAttacks } from './plan.ts';
import { runAttacks } from './run-attacks.ts';
import { attackJson, attackTable, faultLines } from './tell.ts';

/**
 * `npm run attack -- [--quick] [--only NAME]... [--seed N] [--workers N] [--json] [--list]`: attacks lastbit, and tells
 * what held. Exits with status 1 if anything did not hold.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const seed = wholeOf('--seed', values.seed);
const workers = wholeOf('--workers', values.workers);
const attacks = chosenAttacks(values.only, values.quick);
if (attacks.length === 0) fail(`--only ${values.only.join(' --only ')}: there is no such attack; --list lists them`);
else if (values.list) process.stdout.write(attacks.map(({ name }) => `${name}\n`).join(''));
else {
  const begin = performance.now();
  process.stderr.write(`${attacks.length} attacks of ${Object.keys(kinds).length} kinds, seed ${seed}\n`);
  const results = await runAttacks(attacks, { seed, workers }, (result) => {
    const lines = faultLines(result, seed);
    if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n\n`);
  });
  const seconds = (performance.now() - begin) / 1000;
  process.stdout.write(values.json ? attackJson(results, seed, seconds) : attackTable(results, seed, seconds));
  if (results.some(({ shown }) => shown.faults.length > 0)) process.exitCode = 1;
}

function wholeOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  fail(`${option} ${text}: not a whole number from 0 on`);
  process.exit();
}

function fail(message: string): void {
  process.stderr.write(`attack: ${message}\n`);
  process.exitCode = 2;
}
