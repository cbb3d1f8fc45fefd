import type { Command } from '@commander-js/extra-typings';
import { metamorphicClaims } from '../../claims/metamorphic-claims.ts';
import { loadKnown } from '../../corpus/load-corpus.ts';
import { loadKnownBehaviours, type ObservedBehaviours, saveBehaviours } from '../../corpus/observed-behaviours.ts';
import { writeWhole } from '../../corpus/write-whole.ts';
import { processor } from '../../engines/hosts/processor.ts';
import { openRegistry } from '../../engines/registry.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { behaviourNews, observedBehaviours } from '../../fuzz/observe-behaviours.ts';
import { randomSource } from '../../fuzz/random-source.ts';
import { specials } from '../../inputs/distributions/zeros.ts';
import { distributions } from '../../inputs/distributions.ts';
import { places } from '../../places/places.ts';
import { behavioursMarkdown } from '../../text/behaviours-markdown.ts';
import { progressLine } from '../../text/format-campaign.ts';
import { liveLine } from '../../text/live-line.ts';
import { listenForInterruption } from '../interruption.ts';
import { parseWhole } from '../parse-numbers.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** The seed of the record: the day of the question that began this. */
const fixedSeed = '20180126';

/** Ordinary inputs, and one batch in twelve with NaN and infinities; few cases of a shape, as behaviour hangs on the shape. */
const manyShapes = {
  distributions: [...distributions, { ...specials, share: 0.09 }],
  outputs: 64,
  cases: 6,
  singles: 6,
};

/** `lastbit behaviours`: every claim about behaviour on every engine, against what is recorded. */
export function behavioursCommand(program: Command): void {
  const command = program
    .command('behaviours')
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option('--cases <n>', 'so many cases for every claim', '400')
    .option('--seed <n>', 'seed of everything random', fixedSeed)
    .option('--corpus <folder>', 'where behaviours.json lies, and the known defects', places.corpus)
    .option('--record', 'write it there, and docs/behaviours.md')
    .option('--json', 'print what was observed as one JSON object, like behaviours.json');
  command.action(async (options) => {
    const [cases, seed] = [parseWhole('--cases', options.cases), parseWhole('--seed', options.seed)];
    const recorded = loadKnownBehaviours(options.corpus);
    const live = liveLine();
    const interruption = listenForInterruption();
    const registry = await openRegistry({ userEngines: parseUserEngines(userEngineTexts(command)) });
    try {
      const { subject: wanted = [] } = options;
      const subjects = registry.subjects.filter(({ id, engine }) =>
        wanted.length === 0 ? engine !== 'lastbit' : wanted.includes(id) || wanted.includes(engine),
      );
      const result = await runCampaign({
        ...{
          subjects,
          claims: metamorphicClaims,
          source: randomSource(seed, manyShapes),
          cases,
          signal: interruption.signal,
        },
        known: loadKnown(options.corpus).entries.map(({ entry }) => entry),
        onProgress: (progress) => live.show(progressLine(progress)),
      });
      live.end();
      const { cpu, cpuFeatures } = processor();
      const now: ObservedBehaviours = {
        ...{ schema: 'lastbit-behaviours-1', seed, cases: result.cases, cpu, cpuFeatures: [...cpuFeatures] },
        rows: [...observedBehaviours(result.rows)],
      };
      if (options.record === true) {
        saveBehaviours(options.corpus, now);
        writeWhole('docs/behaviours.md', behavioursMarkdown(now, metamorphicClaims));
      }
      const news = recorded === undefined ? [] : behaviourNews(recorded, now.rows);
      const text =
        options.json === true ? `${JSON.stringify(now, undefined, 2)}\n` : behavioursMarkdown(now, metamorphicClaims);
      process.stdout.write(text);
      for (const line of news) process.stderr.write(`NEWS: ${line}\n`);
      if (result.rows.some(({ alarm }) => alarm)) process.exitCode = 1;
    } finally {
      await registry.close();
      interruption.end();
    }
  });
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
