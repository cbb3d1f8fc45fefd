import { existsSync, rmSync, statSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { allClaims, claimsNamed, errorClaims } from '../../claims/all-claims.ts';
import type { AnyEntry } from '../../corpus/entry.ts';
import { mergeCorpora, mergeEntries } from '../../corpus/merge.ts';
import { entriesIn } from '../../corpus/parse-entry.ts';
import { printEntry } from '../../corpus/print-entry.ts';
import { entryPath, keepEntry, loadCorpus, loadKnown, unwrittenText } from '../../corpus/store.ts';
import { sweepLeftovers } from '../../corpus/sweep.ts';
import { line } from '../../errors/printable.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { arithmeticWorstCases } from '../../fuzz/arithmetic-worst-cases.ts';
import { huntWorstCases } from '../../fuzz/worst-cases.ts';
import { places } from '../../places/places.ts';
import { checkEntry } from '../../replay/check-entry.ts';
import { refutationEntries } from '../../replay/entry-of-numbers.ts';
import { pruneCorpus } from '../../replay/prune-corpus.ts';
import { replayEntries } from '../../replay/replay-entry.ts';
import { replayLine } from '../../text/corpus-lines.ts';
import { formatJson } from '../../text/json.ts';
import { complain } from '../chosen-entries.ts';
import { openEngines } from '../open-engines.ts';
import { append, parseWhole } from '../options.ts';
import { chooseSubjects, engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { claimsOption, claimsWith } from '../user-claims.ts';

const folder = ['--corpus <folder>', 'the folder of the corpus', places.corpus] as const;
const json = ['--json', 'print one JSON object'] as const;

/** The commands of `lastbit corpus` that write or delete: add, merge, prune. */
export function addCorpusChanges(corpus: Command): void {
  corpus
    .command('add')
    .description('Add entries after checking them: from files, or made from the claims.')
    .argument('[files...]', 'files of entries, or of what `lastbit verify --json` printed')
    .option('--refutations', 'add the refutation of each refuted claim')
    .option('--worst-cases', 'search for the largest error ÷ bound of each claim and subject')
    .option('--claim <id>', 'with --worst-cases: only this claim (repeatable)', append)
    .option('--subject <id>', 'with --worst-cases: only this subject, or all of this engine (repeatable)', append)
    .option('--seed <n>', 'with --worst-cases: the seed of all random numbers', '20180126')
    .option(...folder)
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (files, options) => {
      if (files.length === 0 && options.refutations !== true && options.worstCases !== true)
        throw new UsageError('corpus add: give files, --refutations or --worst-cases; see --help');
      const seed = parseWhole('--seed', options.seed);
      const every = await claimsWith(options.claims);
      const registry = await openEngines(options);
      sweepLeftovers(options.corpus);
      try {
        for (const file of files) {
          await refusing(async () => {
            for (const entry of entriesIn(file)) {
              checkEntry(entry, registry.subjects, every);
              const [replay] = await replayEntries([entry], registry.subjects, every);
              if (replay?.asExpected === false) throw new UsageError(`${file}: ${replayLine(replay)}`);
              save(options.corpus, entry, replay === undefined ? '' : `: ${replay.state}`);
            }
          });
        }
        if (options.refutations === true) for (const entry of refutationEntries(allClaims)) save(options.corpus, entry);
        if (options.worstCases !== true) return;
        const claims = claimsNamed(options.claim ?? []);
        const subjects = chooseSubjects('--subject', registry.subjects, options.subject ?? []);
        const known = loadKnown(options.corpus).entries.map(({ entry }) => entry);
        for (const entry of arithmeticWorstCases(claims)) save(options.corpus, entry);
        const wanted = errorClaims.filter((claim) => claims.includes(claim));
        for await (const entry of huntWorstCases(subjects, wanted, known, seed)) save(options.corpus, entry);
      } finally {
        await registry.close();
      }
    });
  corpus
    .command('merge')
    .description('Add all entries of another corpus.')
    .argument('<folder>', 'the other corpus')
    .option(...folder)
    .option(...json)
    .option(...claimsOption, append)
    .action(async (from, options) => {
      if (!existsSync(from) || !statSync(from).isDirectory())
        throw new UsageError(`${from}: there is no such folder; give a corpus, which has a folder for each claim`);
      const claims = await claimsWith(options.claims);
      const { subjects, close } = await openEngines({});
      const report = mergeCorpora(options.corpus, from, (entry) => checkEntry(entry, subjects, claims));
      await close();
      const { unreadable, refused, conflicts } = report;
      for (const problem of [...unreadable, ...refused, ...conflicts])
        process.stderr.write(line`lastbit: ${problem}\n`);
      if (unreadable.length > 0) process.exitCode = 1;
      if (refused.length > 0) process.exitCode = 2;
      const { added, changed, same } = report;
      const text = `${added.length} added, ${changed.length} changed, ${same.length} already here\n`;
      process.stdout.write(options.json === true ? formatJson(report) : text);
    });
  corpus
    .command('prune')
    .description('Name worst cases and regressions that other entries make superfluous; with --write, delete them.')
    .option('--write', 'delete them')
    .option(...folder)
    .option(...json)
    .action((options) => {
      const pruned = pruneCorpus(complain(loadCorpus(options.corpus)).entries);
      const superfluous = pruned.filter(({ keep }) => !keep);
      if (options.write === true) sweepLeftovers(options.corpus);
      const gone = options.write === true ? superfluous.filter(({ loaded }) => remove(loaded.path)) : superfluous;
      const record = pruned.map(({ loaded: { path, entry }, keep, because }) => ({
        id: entry.id,
        path,
        keep,
        because,
      }));
      const verb = options.write === true ? 'deleted' : 'would be deleted';
      const lines = gone.map(({ loaded, because }) => `${verb}  ${loaded.path}: ${because}`);
      const stay = `${pruned.length - gone.length} kept, ${gone.length} ${verb}`;
      process.stdout.write(
        options.json === true ? formatJson({ entries: record }) : `${[...lines, stay].join('\n')}\n`,
      );
    });
}

/** Deletes a file. One that cannot be deleted is named on one line, and the status becomes 1. */
function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    process.stderr.write(`lastbit: ${path}: cannot be deleted (${(error as NodeJS.ErrnoException).code})\n`);
    process.exitCode = 1;
    return false;
  }
}

/** A file that is refused is named on one line, and the status becomes 2. The others are added. */
async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(line`lastbit: ${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Writes an entry and says so. One that cannot be written is printed in full, and the status becomes 1. */
function save(directory: string, entry: AnyEntry, told = ''): void {
  const [before] = loadCorpus(entryPath(directory, entry)).entries;
  const { entry: merged, conflicts } =
    before === undefined ? { entry, conflicts: [] } : mergeEntries(before.entry, entry);
  for (const conflict of conflicts) process.stderr.write(line`lastbit: ${conflict}\n`);
  if (before !== undefined && printEntry(merged) === printEntry(before.entry)) {
    process.stdout.write(`already here  ${before.path}${told}\n`);
    return;
  }
  const kept = keepEntry(directory, merged);
  if ('path' in kept) {
    process.stdout.write(`${before === undefined ? 'added' : 'changed'}  ${kept.path}${told}\n`);
  } else {
    const [first, ...whole] = unwrittenText(directory, merged, kept.notWritten).split('\n');
    process.stderr.write(line`lastbit: ${first}\n`);
    process.stdout.write(whole.join('\n'));
    process.exitCode = 1;
  }
}
