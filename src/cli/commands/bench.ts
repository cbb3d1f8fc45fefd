import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';
import { machineRecord } from '../../engines/machine.ts';
import { lastbitVersion as version } from '../../engines/subjects.ts';
import { formatJson } from '../../text/json.ts';
import { tableLines } from '../../text/layout.ts';
import { parseCount, parseWhole } from '../options.ts';
import { benchPageCommand } from './bench-page.ts';
import { benchQueueCommand } from './bench-queue.ts';

/** `lastbit bench`: speed, measured in one run beside what else one would use; and what the fuzzer finds. */
export function benchCommand(program: Command): void {
  const bench = program
    .command('bench')
    .enablePositionalOptions()
    .argument('[names...]', 'which benchmarks; by default all')
    .option('--rounds <n>', 'how many interleaved rounds; results are their medians', '5')
    .option('--seconds <n>', 'how long a tool runs in a round', '1')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--json', 'print one JSON object')
    .action(async (names, options) => {
      // Loaded late: other commands need none of it.
      const [{ benchmarkLines }, { checkNames, runBenchmarks }, { prepareEngines }, { progressOnStderr }] =
        await Promise.all([
          import('../../bench/benchmark.ts'),
          import('../../bench/run-benchmarks.ts'),
          import('../../install/prepare-engines.ts'),
          import('../../install/progress.ts'),
        ]);
      const seed = parseWhole('--seed', options.seed);
      const rounds = parseCount('--rounds', options.rounds);
      const roundSeconds = parseCount('--seconds', options.seconds);
      checkNames(names);
      await prepareEngines();
      const machine = machineRecord();
      const say = (text: string): void => void (options.json === true || process.stdout.write(`${text}\n`));
      const where = `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`;
      say(`lastbit ${version} on ${where}, seed ${seed}, medians of ${rounds} interleaved rounds`);
      const date = new Date().toISOString();
      const context = { seed, rounds, roundSeconds, progress: progressOnStderr() };
      const results = await runBenchmarks(names, context, (result) => say(`\n${benchmarkLines(result).join('\n')}`));
      if (options.json === true) {
        print(formatJson({ version, date, seed, rounds, machine, benchmarks: results }));
      }
    });
  toleranceCommands(bench);
  benchQueueCommand(bench);
  benchPageCommand(bench);
}

/**
 * `lastbit bench tolerances` and `lastbit bench mutants`: which bugs are caught, and who rejects right results. They
 * need no engine.
 */
function toleranceCommands(bench: Pick<CommandUnknownOpts, 'command'>): void {
  bench
    .command('tolerances')
    .description(
      'Which mutants do the tolerances of other test suites catch, and which right implementations do they reject?',
    )
    .option('--cases <n>', 'how many cases of each kind of input for each implementation', '2000')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--json', 'print one JSON object')
    .option('--markdown', 'print a Markdown table')
    .action(async (options: Options) => {
      const [{ compareTolerances }, { toleranceCells, toleranceMarkdown }, { progressOnStderr }] = await Promise.all([
        import('../../bench/tolerances/compare-tolerances.ts'),
        import('../../bench/tolerances/format-tolerances.ts'),
        import('../../install/progress.ts'),
      ]);
      const { seed, cases } = numbersOf(options);
      const table = await compareTolerances(seed, cases, progressOnStderr());
      const machine = machineRecord();
      if (options.json === true) return print(formatJson({ version, machine, ...table }));
      if (options.markdown === true) return print(`${toleranceMarkdown(table).join('\n')}\n`);
      const { titles, rows } = toleranceCells(table);
      const columns = titles.map((title, place) => ({
        ...{ title, align: 'left' as const },
        cell: (row: readonly string[]) => row[place]!,
      }));
      const kinds = table.kinds.map(({ letter, name }) => `${letter} ${name}`).join(', ');
      const lines = [
        `lastbit ${version}, ${machine.cpu}, Node ${machine.node}, seed ${seed}`,
        `${table.cases} cases of each kind of input: ${kinds}`,
        'A letter: some case was rejected. A capital letter: and no right plain sum was, on such input.',
        'Numbers: rejected cases of each kind.',
        '',
        ...tableLines(columns, rows),
        '',
        ...table.rules.map(({ name, says }) => `${name}: ${says}`),
      ];
      return print(`${lines.join('\n')}\n`);
    });
  bench
    .command('mutants')
    .description(
      'Does the fuzzer find every mutant, by which claim, and does it raise false alarms on right implementations?',
    )
    .option('--cases <n>', 'how many cases for the right implementations', '1000000')
    .option('--seed <n>', 'the first seed, with which counterexamples are also minimised', '7')
    .option('--seeds <n>', 'with how many seeds each mutant is searched for', '20')
    .option('--json', 'print one JSON object')
    .action(async (options: Options & { readonly seeds: string }) => {
      const [{ findMutants, mutantLines }, { progressOnStderr }] = await Promise.all([
        import('../../bench/mutants/find-mutants.ts'),
        import('../../install/progress.ts'),
      ]);
      const { seed, cases } = numbersOf(options);
      const seeds = parseCount('--seeds', options.seeds);
      const report = await findMutants(seed, seeds, cases, progressOnStderr());
      const machine = machineRecord();
      if (options.json === true) return print(formatJson({ version, machine, ...report }));
      const head = `lastbit ${version}, ${machine.cpu}, Node ${machine.node}, ${seeds} seeds from ${seed} on`;
      return print(`${[head, '', ...mutantLines(report)].join('\n')}\n`);
    });
}

interface Options {
  readonly cases: string;
  readonly seed: string;
  readonly json?: true;
  readonly markdown?: true;
}

function numbersOf(options: Options): { readonly seed: number; readonly cases: number } {
  return { seed: parseWhole('--seed', options.seed), cases: parseCount('--cases', options.cases) };
}

function print(text: string): void {
  process.stdout.write(text);
}
