import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { machineRecord } from '../../engines/machine.ts';
import { lastbitVersion as version } from '../../engines/subjects.ts';
import { usualJobs } from '../../jobs/how-many.ts';
import { formatJson } from '../../text/json.ts';
import { parseCount, parseWhole } from '../options.ts';

/** `lastbit bench queue`: what a queue costs beside `--jobs`, in one run. It needs a broker, and no engine. */
export function benchQueueCommand(bench: Pick<CommandUnknownOpts, 'command'>): void {
  bench
    .command('queue')
    .description('What does a queue cost beside --jobs on the same cores, and what does it cost the broker?')
    .option('--cases <n>', 'how many cases the campaign has that is run both ways', '100000')
    .option('--rounds <n>', 'how many rounds, each with another seed', '3')
    .option('--jobs <n>', 'processes at once', String(usualJobs()))
    .option('--queued <n>', 'how many jobs are queued at once', '100000')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--json', 'print one JSON object')
    .option('--markdown', 'print docs/measured/queue.md')
    .action(async (options: Options) => {
      const [{ measureQueue }, { queueLines, queueMarkdown }, { progressOnStderr }] = await Promise.all([
        import('../../bench/queue/measure-queue.ts'),
        import('../../bench/queue/format-queue.ts'),
        import('../../install/progress.ts'),
      ]);
      const asked = {
        seed: parseWhole('--seed', options.seed),
        cases: parseCount('--cases', options.cases),
        rounds: parseCount('--rounds', options.rounds),
        jobs: parseCount('--jobs', options.jobs),
        queued: parseCount('--queued', options.queued),
      };
      const progress = progressOnStderr();
      const report = await measureQueue(asked, progress);
      progress.done('bench');
      const machine = machineRecord();
      if (options.json === true) process.stdout.write(formatJson({ version, machine, ...report }));
      else {
        const lines = queueLines(report, version, machine);
        process.stdout.write(options.markdown === true ? queueMarkdown(lines) : `${lines.join('\n')}\n`);
      }
    });
}

type Options = Readonly<Record<'cases' | 'rounds' | 'jobs' | 'queued' | 'seed', string>> & {
  readonly json?: true;
  readonly markdown?: true;
};
