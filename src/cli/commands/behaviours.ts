import type { Command } from '@commander-js/extra-typings';
import { allClaims, metamorphicClaims } from '../../claims/all-claims.ts';
import { loadKnownBehaviours, type ObservedBehaviours, saveBehaviours } from '../../corpus/observed-behaviours.ts';
import { loadKnown } from '../../corpus/store.ts';
import { processor } from '../../engines/machine.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import { behaviourNews, observedBehaviours } from '../../fuzz/observe-behaviours.ts';
import { isBad } from '../../fuzz/run-verdict.ts';
import { specials } from '../../inputs/distributions/zeros.ts';
import { distributions } from '../../inputs/distributions.ts';
import { places } from '../../places/places.ts';
import { withSoundDefects } from '../../replay/check-entry.ts';
import { behavioursMarkdown } from '../../text/behaviours-markdown.ts';
import { progressLine } from '../../text/campaign.ts';
import { formatJson } from '../../text/json.ts';
import { liveLine } from '../../text/live-line.ts';
import { behavioursPage } from '../check-places.ts';
import { listenForInterruption } from '../interruption.ts';
import { openEngines } from '../open-engines.ts';
import { append, parseCount, parseWhole } from '../options.ts';
import { chooseSubjects, engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';

/** The day of the question of 2018. */
const fixedSeed = '20180126';

/** One batch in twelve has NaN and infinities. Batches are small, because behaviour depends on the shape. */
const manyShapes = {
  distributions: [...distributions, { ...specials, share: 0.09 }],
  outputs: 64,
  cases: 6,
  singles: 6,
};

/** `lastbit behaviours`: every metamorphic claim on every engine, compared with the record. */
export function behavioursCommand(program: Command): void {
  program
    .command('behaviours')
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option('--cases <n>', 'how many cases to try for each claim', '400')
    .option('--seed <n>', 'the seed of all random numbers', fixedSeed)
    .option('--corpus <folder>', 'the folder of behaviours.json and of known defects', places.corpus)
    .option('--record', 'write behaviours.json and docs/behaviours.md anew')
    .option('--json', 'print one JSON object, in the form of behaviours.json')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (options) => {
      const [cases, seed] = [parseCount('--cases', options.cases), parseWhole('--seed', options.seed)];
      const recorded = loadKnownBehaviours(options.corpus);
      const live = liveLine();
      const interruption = listenForInterruption();
      const registry = await openEngines(options, {
        say: live.say,
        hurry: interruption.hurry,
        stop: interruption.signal,
      });
      try {
        const { subject: wanted = [] } = options;
        const subjects =
          wanted.length === 0
            ? registry.subjects.filter(({ engine }) => engine !== 'lastbit')
            : chooseSubjects('--subject', registry.subjects, wanted);
        const known = withSoundDefects(loadKnown(options.corpus), registry.subjects, allClaims);
        for (const { reason } of known.unreadable) live.say(reason);
        const result = await runCampaign({
          ...{
            subjects,
            claims: metamorphicClaims,
            source: randomSource(seed, manyShapes),
            cases,
            signal: interruption.signal,
            statistics: registry.statistics,
          },
          known: known.entries.map(({ entry }) => entry),
          onProgress: (progress) => live.show(progressLine(progress)),
        });
        live.end();
        const { cpu, cpuFeatures } = processor();
        const now: ObservedBehaviours = {
          ...{ schema: 'lastbit-behaviours-1', seed, cases: result.cases, cpu, cpuFeatures: [...cpuFeatures] },
          rows: [...observedBehaviours(result.rows)],
        };
        // What an interrupted run has not seen is not the record.
        if (options.record === true && !interruption.signal.aborted) {
          saveBehaviours(options.corpus, now);
          writeWhole(behavioursPage, behavioursMarkdown(now, metamorphicClaims));
        }
        const news = recorded === undefined || interruption.signal.aborted ? [] : behaviourNews(recorded, now.rows);
        const text = options.json === true ? formatJson(now) : behavioursMarkdown(now, metamorphicClaims);
        process.stdout.write(text);
        for (const line of news) process.stderr.write(`CHANGED: ${line}\n`);
        if (isBad(result)) process.exitCode = 1;
      } finally {
        await interruption.close(registry);
      }
    });
}
