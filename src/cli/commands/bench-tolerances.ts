import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { lastbitVersion as version } from '../../engines/lastbit-subjects.ts';
import { machineRecord } from '../../engines/machine-record.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { formatJson } from '../../text/format-json.ts';
import { tableLines } from '../../text/table.ts';
import { parseWhole } from '../parse-numbers.ts';

/** `lastbit bench tolerances` and `lastbit bench planted`: what is caught, by whom, and who rejects what is right. No engine is needed. */
export function toleranceCommands(bench: Pick<CommandUnknownOpts, 'command'>): void {
  bench
    .command('tolerances')
    .description(
      'which planted bugs the tolerances of other test suites catch, and which right implementations they reject',
    )
    .option('--cases <n>', 'cases of each kind of input for each implementation', '2000')
    .option('--seed <n>', 'seed of everything random', '2018')
    .option('--json', 'print one JSON object')
    .option('--markdown', 'print a table of Markdown')
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
        `lastbit ${version}, ${machine.cpu}, Node ${machine.node}, seed ${seed}, ${table.cases} cases of each kind of input: ${kinds}`,
        'A letter: some case rejected. Capital: and none of any plain sum that is right, on such input. Numbers: cases rejected of each kind.',
        '',
        ...tableLines(columns, rows),
        '',
        ...table.rules.map(({ name, says }) => `${name}: ${says}`),
      ];
      return print(`${lines.join('\n')}\n`);
    });
  bench
    .command('planted')
    .description(
      'finds every planted bug, names the claim that it breaks, and looks for false alarms on right implementations',
    )
    .option('--cases <n>', 'cases of the right implementations', '1000000')
    .option('--seed <n>', 'seed of everything random', '7')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const [{ findMutants }, { mutantLines }, { progressOnStderr }] = await Promise.all([
        import('../../bench/tolerances/find-mutants.ts'),
        import('../../bench/mutants/format-mutants.ts'),
        import('../../install/progress.ts'),
      ]);
      const { seed, cases } = numbersOf(options);
      const report = await findMutants(seed, cases, progressOnStderr());
      const machine = machineRecord();
      if (options.json === true) return print(formatJson({ version, machine, ...report }));
      const head = `lastbit ${version}, ${machine.cpu}, Node ${machine.node}, seed ${seed}`;
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
  const cases = parseWhole('--cases', options.cases);
  if (cases < 1) throw new UsageError(`--cases: ${options.cases} is not a whole number from 1 on`);
  return { seed: parseWhole('--seed', options.seed), cases };
}

function print(text: string): void {
  process.stdout.write(text);
}
