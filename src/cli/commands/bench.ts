import type { Command } from '@commander-js/extra-typings';
import { lastbitVersion as version } from '../../engines/lastbit-subjects.ts';
import { machineRecord } from '../../engines/machine-record.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { parseWhole } from '../parse-numbers.ts';
import { toleranceCommands } from './bench-tolerances.ts';

/** `lastbit bench`: speed, measured side by side with what a competent person would use instead, in one run. */
export function benchCommand(program: Command): void {
  const bench = program
    .command('bench')
    .enablePositionalOptions()
    .argument('[names...]', 'which benchmarks; all of them by default')
    .option('--rounds <n>', 'interleaved rounds, of which the medians are taken', '5')
    .option('--seconds <n>', 'seconds of one round of a tool', '1')
    .option('--seed <n>', 'seed of everything random', '2018')
    .option('--json', 'print one JSON object')
    .action(async (names, options) => {
      // Loaded here: the other commands need none of it.
      const [{ benchmarkLines }, { checkNames, runBenchmarks }, { prepareEngines }, { progressOnStderr }] =
        await Promise.all([
          import('../../bench/format-benchmark.ts'),
          import('../../bench/run-benchmarks.ts'),
          import('../../install/prepare-engines.ts'),
          import('../../install/progress.ts'),
        ]);
      const seed = parseWhole('--seed', options.seed);
      const rounds = atLeastOne('--rounds', options.rounds);
      const roundSeconds = atLeastOne('--seconds', options.seconds);
      checkNames(names);
      await prepareEngines();
      const machine = machineRecord();
      const say = (text: string): void => void (options.json === true || process.stdout.write(`${text}\n`));
      say(
        `lastbit ${version} on ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, seed ${seed}, medians of ${rounds} interleaved rounds`,
      );
      const date = new Date().toISOString();
      const context = { seed, rounds, roundSeconds, progress: progressOnStderr() };
      const results = await runBenchmarks(names, context, (result) => say(`\n${benchmarkLines(result).join('\n')}`));
      if (options.json === true) {
        process.stdout.write(
          `${JSON.stringify({ version, date, seed, rounds, machine, benchmarks: results }, undefined, 2)}\n`,
        );
      }
    });
  toleranceCommands(bench);
}

function atLeastOne(option: string, text: string): number {
  const number = parseWhole(option, text);
  if (number < 1) throw new UsageError(`${option}: ${text} is not a whole number from 1 on`);
  return number;
}
