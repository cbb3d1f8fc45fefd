import { randomInt } from 'node:crypto';
import type { Command } from '@commander-js/extra-typings';
import { claimsNamed } from '../../claims/all-claims.ts';
import { loadCorpus } from '../../corpus/load-corpus.ts';
import type { Subject } from '../../engines/engine.ts';
import { openRegistry } from '../../engines/registry.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../float/usage-error.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { counterexampleLines } from '../../fuzz/counterexample-lines.ts';
import { randomSource } from '../../fuzz/random-source.ts';
import { campaignLines, progressLine } from '../format-campaign.ts';
import { campaignJson } from '../format-campaign-json.ts';
import { listenForInterruption } from '../interruption.ts';
import { liveLine } from '../live-line.ts';
import { parseWhole } from '../parse-numbers.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** The seed of `verify` where none is given: the day of the question that began this. */
const fixedSeed = 20180126;

/** `lastbit verify` (a fixed seed, so many cases) and `lastbit fuzz` (a fresh seed, so many seconds): the same campaign. */
export function verifyCommand(program: Command): void {
  campaignCommand(
    program,
    'verify',
    'Try claims on subjects: the same cases every time, unless --seed says otherwise.',
    {
      seed: () => fixedSeed,
      cases: 2000,
    },
  );
  campaignCommand(program, 'fuzz', 'Try claims on subjects with a fresh seed, for 60 s unless told otherwise.', {
    seed: () => randomInt(2 ** 31),
    seconds: 60,
  });
}

interface Defaults {
  readonly seed: () => number;
  readonly cases?: number;
  readonly seconds?: number;
}

function campaignCommand(program: Command, name: string, description: string, defaults: Defaults): void {
  const command = program
    .command(name)
    .description(description)
    .argument('[claims...]', 'ids of claims; without any, all of them')
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option('--cases <n>', 'stop after so many cases')
    .option('--seconds <n>', 'stop after so many seconds')
    .option('--seed <n>', 'seed of everything random')
    .option('--corpus <folder>', 'where known defects are read and counterexamples are written', 'corpus')
    .option('--json', 'print one JSON object');
  command.action(async (ids, options) => {
    const claims = claimsNamed(ids);
    const seed = options.seed === undefined ? defaults.seed() : parseWhole('--seed', options.seed);
    const limits = limitsOf(options, defaults);
    const live = liveLine();
    const interruption = listenForInterruption();
    const registry = await openRegistry({ userEngines: parseUserEngines(userEngineTexts(command)) });
    try {
      const subjects = chosen(registry.subjects, options.subject ?? []);
      const { entries, unreadable } = loadCorpus(options.corpus);
      for (const { path, reason } of unreadable) live.say(`${path}: ${reason}`);
      const result = await runCampaign({
        ...{ subjects, claims, source: randomSource(seed), corpus: options.corpus, ...limits },
        signal: interruption.signal,
        known: entries.map(({ entry }) => entry),
        onProgress: (progress) => live.show(progressLine(progress)),
        onFinding: ({ entry, path }) => live.say(counterexampleLines(entry, path).join('\n')),
      });
      live.end();
      process.stdout.write(options.json === true ? campaignJson(result) : `${campaignLines(result).join('\n')}\n`);
      const bad = result.rows.some(({ verdict }) => verdict === 'violated' || verdict === 'failed');
      if (bad || unreadable.length > 0) process.exitCode = 1;
    } finally {
      await registry.close();
      interruption.end();
    }
  });
}

function limitsOf(
  options: { readonly cases?: string; readonly seconds?: string },
  defaults: Defaults,
): { readonly cases?: number; readonly seconds?: number } {
  const { cases, seconds } = options;
  if (cases === undefined && seconds === undefined) {
    return defaults.cases === undefined ? { seconds: defaults.seconds ?? 60 } : { cases: defaults.cases };
  }
  return {
    ...(cases === undefined ? {} : { cases: parseWhole('--cases', cases) }),
    ...(seconds === undefined ? {} : { seconds: parseWhole('--seconds', seconds) }),
  };
}

/** The subjects of these ids, or of these engines; all of them without any. */
function chosen(subjects: readonly Subject[], ids: readonly string[]): readonly Subject[] {
  for (const id of ids) {
    if (subjects.some((subject) => subject.id === id || subject.engine === id)) continue;
    throw new UsageError(`--subject ${id}: there is no such subject; \`npx lastbit engines\` lists them`);
  }
  return ids.length === 0 ? subjects : subjects.filter(({ id, engine }) => ids.includes(id) || ids.includes(engine));
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
