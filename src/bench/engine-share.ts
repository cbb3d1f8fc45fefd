import { performance } from 'node:perf_hooks';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { EngineStatistics, Registry, Subject } from '../engines/engine.ts';
import { openRegistry } from '../engines/registry.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import { type Rng, randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { noFlush } from '../sums/accumulation.ts';
import type { Benchmark, Measurement, Unmeasured } from './benchmark.ts';
import { pairShape } from './pair-property.ts';

const batchSize = 2048;

/** How much of the time of a campaign's inner loop goes into the libraries under test, and how much into getting there. */
export const engineShare: Benchmark = {
  name: 'engine-share',
  description: `drawing ${batchSize} 5×5 cases, asking one subject of the engine after another, judging each: share of the time on the clock spent in the library, and beside it in pipes and host`,
  async run({ seed, roundSeconds, progress }) {
    const registry = await openRegistry();
    try {
      const measurements: Measurement[] = [];
      const unmeasured: Unmeasured[] = [];
      const versions: Record<string, string> = {};
      for (const [engine, subjects] of enginesOf(registry)) {
        progress.step('bench', `engine-share: ${engine}`);
        const state = await subjects[0]?.availability();
        if (state?.kind !== 'ready') {
          unmeasured.push({
            name: engine,
            reason: state === undefined ? 'no subjects' : `${state.reason}; to get it: ${state.howToGetIt}`,
          });
          continue;
        }
        versions[engine] = state.version;
        const { library, waiting } = await shareOf(registry, engine, subjects, randomOf(seed, engine), roundSeconds);
        measurements.push(
          once(`${engine}: in the library`, library),
          once(`${engine}: in pipes and host`, waiting - library),
        );
      }
      return { measurements, comparisons: [], unmeasured, versions };
    } finally {
      await registry.close();
    }
  },
};

function once(name: string, share: number): Measurement {
  return { name, unit: 'share', value: share, spread: [share, share] };
}

/** One entry an engine process: subjects of one engine and setting. Our own orders have no process, so their time is all ours. */
function enginesOf({ subjects }: Registry): Map<string, Subject[]> {
  const groups = new Map<string, Subject[]>();
  for (const subject of subjects) {
    if (subject.engine === 'lastbit') continue;
    const name = subject.setting === undefined ? subject.engine : `${subject.engine}@${subject.setting}`;
    groups.set(name, [...(groups.get(name) ?? []), subject]);
  }
  return groups;
}

async function shareOf(
  registry: Registry,
  engine: string,
  subjects: readonly Subject[],
  rng: Rng,
  seconds: number,
): Promise<{ library: number; waiting: number }> {
  const statistics = (): EngineStatistics | undefined => registry.statistics().find((one) => one.engine === engine);
  for (const subject of subjects) await askAndJudge(subject, rng);
  const before = statistics();
  const start = performance.now();
  do {
    for (const subject of subjects) await askAndJudge(subject, rng);
  } while (performance.now() - start < seconds * 1000);
  const elapsed = performance.now() - start;
  const after = statistics();
  return {
    library: ((after?.engineMs ?? 0) - (before?.engineMs ?? 0)) / elapsed,
    waiting: ((after?.waitedMs ?? 0) - (before?.waitedMs ?? 0)) / elapsed,
  };
}

/** One step of a campaign, on one subject. What it finds is the campaign's business. */
async function askAndJudge(subject: Subject, rng: Rng): Promise<void> {
  const batch = randomBatch(rng, randomDistribution(rng, distributions), pairShape, batchSize);
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return;
  const references = referencesOf(batch, subject.operation);
  const bounds = batchBounds(dotAnyOrder.boundFor({ ...subject, flush: noFlush }), references);
  judgeOutputs(bounds, references, outcome.outputs, outcome.format);
}
