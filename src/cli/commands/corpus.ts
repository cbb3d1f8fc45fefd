import type { Command } from '@commander-js/extra-typings';
import { allClaims } from '../../claims/all-claims.ts';
import { shapeKey } from '../../conv/shape-key.ts';
import { conditionText } from '../../corpus/condition.ts';
import { lintCorpus, programBeside } from '../../corpus/lint-corpus.ts';
import { type Corpus, type LoadedEntry, loadCorpus } from '../../corpus/load-corpus.ts';
import { openRegistry } from '../../engines/registry.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../float/usage-error.ts';
import { counterexampleLines } from '../../fuzz/counterexample-lines.ts';
import { type Replay, replayEntries } from '../../fuzz/replay-entry.ts';
import { formatNumber } from '../format-number.ts';
import { tableLines } from '../table.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** `lastbit corpus`: what was found before, and whether it still shows. */
export function corpusCommand(program: Command): void {
  const corpus = program.command('corpus').description('what was found before: list, show, replay, lint');
  const folder = ['--corpus <folder>', 'the corpus', 'corpus'] as const;
  corpus
    .command('list')
    .description('every entry, one line each')
    .option(...folder)
    .action(({ corpus: directory }) => {
      const loaded = complain(loadCorpus(directory));
      const lines = tableLines(
        [
          { title: 'id', align: 'left', cell: ({ entry }) => entry.id },
          { title: 'role', align: 'left', cell: ({ entry }) => entry.role },
          { title: 'claim', align: 'left', cell: ({ entry }) => entry.claim },
          { title: 'subject', align: 'left', cell: ({ entry }) => `${entry.subject.id} ${entry.subject.version}` },
          { title: 'error ÷ bound', align: 'point', cell: ({ entry }) => formatNumber(entry.errorOverBound, 4) },
          { title: 'shape', align: 'left', cell: ({ entry }) => shapeKey(entry.shape) },
        ],
        loaded.entries,
      );
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  corpus
    .command('show')
    .description('one entry, or several, whole')
    .argument('<ids...>', 'ids, or beginnings of ids, or files')
    .option(...folder)
    .action((ids, { corpus: directory }) => {
      for (const { path, entry } of chosen(ids, directory).entries) {
        const flags = entry.flags.length === 0 ? [] : [`  flags      ${entry.flags.join(', ')}`];
        const program = programBeside(path);
        const lines = [
          ...counterexampleLines(entry, path),
          `  role       ${entry.role}, ${entry.expectation} at this version`,
          `  appears    ${conditionText(entry.condition)}`,
          ...flags,
          ...(entry.note === undefined ? [] : [`  note       ${entry.note}`]),
          ...(program === undefined ? [] : [`  alone      ${program}`]),
        ];
        process.stdout.write(`${lines.join('\n')}\n`);
      }
    });
  const replay = corpus
    .command('replay')
    .description('compute entries again and say whether they still show what they did; without ids, all of them')
    .argument('[ids...]', 'ids, or beginnings of ids, or files')
    .option(...folder);
  replay.action(async (ids, { corpus: directory }) => {
    const { entries } = chosen(ids, directory);
    const registry = await openRegistry({ userEngines: parseUserEngines(userEngineTexts(replay)) });
    try {
      const replays = await replayEntries(
        entries.map(({ entry }) => entry),
        registry.subjects,
        allClaims,
      );
      for (const each of replays) process.stdout.write(`${replayLine(each)}\n`);
      if (replays.some(({ asExpected, state }) => asExpected === false || state === 'failed')) process.exitCode = 1;
    } finally {
      await registry.close();
    }
  });
  corpus
    .command('lint')
    .description('reject whatever is not canonical')
    .option(...folder)
    .action(({ corpus: directory }) => {
      const loaded = loadCorpus(directory);
      const problems = lintCorpus(loaded);
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      process.stdout.write(`${loaded.entries.length} entries, ${problems.length} problems\n`);
      if (problems.length > 0) process.exitCode = 1;
    });
}

/** A file that cannot be read is named on one line and makes the status 1; the others are used. */
function complain(corpus: Corpus): Corpus {
  for (const { reason } of corpus.unreadable) process.stderr.write(`lastbit: ${reason}\n`);
  if (corpus.unreadable.length > 0) process.exitCode = 1;
  return corpus;
}

function chosen(ids: readonly string[], directory: string): { readonly entries: readonly LoadedEntry[] } {
  const files = ids.filter((id) => id.endsWith('.json'));
  const prefixes = ids.filter((id) => !id.endsWith('.json'));
  const given = files.map((file) => complain(known(file)));
  const corpus = ids.length > 0 && prefixes.length === 0 ? [] : complain(loadCorpus(directory)).entries;
  for (const prefix of prefixes) {
    if (corpus.some(({ entry }) => entry.id.startsWith(prefix))) continue;
    throw new UsageError(`no entry ${prefix} in ${directory}; \`npx lastbit corpus list\` lists them`);
  }
  const named = corpus.filter(
    ({ entry }) => ids.length === 0 || prefixes.some((prefix) => entry.id.startsWith(prefix)),
  );
  return { entries: [...given.flatMap(({ entries }) => entries), ...named] };
}

function known(file: string): Corpus {
  const corpus = loadCorpus(file);
  if (corpus.entries.length + corpus.unreadable.length > 0) return corpus;
  throw new UsageError(`${file}: there is no such file`);
}

function replayLine({ entry, state, reason, version, verdict, sameBits, asExpected, news }: Replay): string {
  const ratio =
    verdict?.kind === 'violated' ? `, error ÷ bound ${formatNumber(verdict.witness.errorOverBound, 4)}` : '';
  const bits = sameBits === undefined ? '' : sameBits ? ', the same bits' : ', other bits';
  const outcome =
    asExpected === undefined ? '' : asExpected ? ': as expected' : `: NOT AS EXPECTED (${entry.expectation})`;
  const at = version === undefined ? '' : ` ${version}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  const told = news === undefined ? '' : `: NEWS: ${news}`;
  return `${entry.id}  ${entry.role}  ${entry.claim}  ${entry.subject.id}${at}  ${state}${ratio}${bits}${because}${outcome}${told}`;
}
