import type { Command } from '@commander-js/extra-typings';
import { lintCorpus } from '../../corpus/lint-corpus.ts';
import { loadCorpus, loadKnown } from '../../corpus/store.ts';
import { line } from '../../errors/printable.ts';
import { demandsEngines } from '../../install/prepare-engines.ts';
import { places } from '../../places/places.ts';
import { lintNumbers } from '../../replay/check-entry.ts';
import { replayEntries } from '../../replay/replay-entry.ts';
import { isUnasked, isWrong, type Replay } from '../../replay/replay-record.ts';
import { listLines, notReplayedText, replayLine, replayRecord, showLines } from '../../text/corpus-lines.ts';
import { formatJson } from '../../text/json.ts';
import { counted } from '../../text/numbers.ts';
import { chosenEntries, complain, filtered, roles } from '../chosen-entries.ts';
import { openEngines } from '../open-engines.ts';
import { append } from '../options.ts';
import { terminalWidth } from '../paint.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { claimsOption, claimsWith } from '../user-claims.ts';
import { addCorpusChanges } from './corpus-changes.ts';

const folder = ['--corpus <folder>', 'the folder of the corpus', places.corpus] as const;
const json = ['--json', 'print one JSON object'] as const;

const everyOne = { isNamed: true, isDemanded: true } as const;

/** `lastbit corpus`: kept counterexamples, worst cases and defects, and whether they still show. */
export function corpusCommand(program: Command): void {
  const corpus = program.command('corpus');
  corpus
    .command('list')
    .description('List all entries, a line for each.')
    .option('--claim <id>', 'only entries of this claim (repeatable)', append)
    .option('--subject <id>', 'only entries of this subject, or of all of this engine (repeatable)', append)
    .option('--role <role>', `only entries of this role: ${roles.join(', ')} (repeatable)`, append)
    .option(...folder)
    .option(...json)
    .action((options) => {
      const { entries: all, unreadable } = complain(loadKnown(options.corpus));
      const entries = filtered(all, options);
      const record = { entries: entries.map(({ path, entry }) => ({ path, ...entry })), unreadable };
      say(options.json === true ? formatJson(record) : lines(listLines(entries, terminalWidth())));
    });
  corpus
    .command('show')
    .description('Show entries in full.')
    .argument('<ids...>', 'ids, beginnings of ids, or files')
    .option(...folder)
    .option(...json)
    .action((ids, options) => {
      const { entries } = chosenEntries(ids, options.corpus);
      const record = { entries: entries.map(({ path, entry }) => ({ path, ...entry })) };
      say(
        options.json === true
          ? formatJson(record)
          : lines(entries.flatMap((entry) => showLines(entry, options.corpus))),
      );
    });
  corpus
    .command('replay')
    .description(
      'Compute entries again, and say whether they still show what they were kept for. Without ids: all entries.',
    )
    .argument('[ids...]', 'ids, beginnings of ids, or files')
    .option(...folder)
    .option(...json)
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (ids, options) => {
      const claims = await claimsWith(options.claims);
      const { entries, unreadable } = chosenEntries(ids, options.corpus);
      const wanted = entries.map(({ entry }) => entry);
      const registry = await openEngines(options);
      try {
        // Each line at once: a signal ends this command, and what was computed has been said.
        const tell = (replay: Replay): void => void (options.json === true || say(`${replayLine(replay)}\n`));
        const replays = await replayEntries(wanted, registry.subjects, claims, tell);
        if (options.json === true) say(formatJson({ replays: replays.map(replayRecord) }));
        const isNamed = ids.length > 0;
        const notReplayed = notReplayedText(replays, { isNamed, isDemanded: demandsEngines() });
        const unasked = replays.filter(isUnasked);
        const text = notReplayed ?? (unasked.length > 0 ? notReplayedText(unasked, everyOne) : undefined);
        if (text !== undefined) process.stderr.write(line`lastbit: ${text}\n`);
        // What is wrong outweighs an option that is missing.
        if (replays.some(isWrong)) process.exitCode = 1;
        else if (unasked.length > 0) process.exitCode = 2;
        else if (notReplayed !== undefined) process.exitCode = 1;
        if (unreadable.length > 0)
          process.stderr.write(`lastbit: ${counted(unreadable.length, 'file')} could not be read\n`);
      } finally {
        await registry.close();
      }
    });
  corpus
    .command('lint')
    .description('Check that all files are valid, in canonical form, and right about their numbers.')
    .option(...folder)
    .option(...json)
    .option(...claimsOption, append)
    .action(async (options) => {
      const corpus = loadCorpus(options.corpus);
      const { entries } = corpus;
      const claims = await claimsWith(options.claims);
      const { subjects, close } = await openEngines({});
      const problems = [...lintCorpus(corpus), ...lintNumbers(corpus, subjects, claims)];
      await close();
      if (options.json === true) say(formatJson({ entries: entries.length, problems }));
      else {
        for (const problem of problems) process.stderr.write(line`${problem}\n`);
        say(`${counted(entries.length, 'entry', 'entries')}, ${counted(problems.length, 'problem')}\n`);
      }
      if (problems.length > 0) process.exitCode = 1;
    });
  addCorpusChanges(corpus);
}

const say = (text: string): boolean => process.stdout.write(text);
const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
