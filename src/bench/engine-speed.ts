import { performance } from 'node:perf_hooks';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { EngineStatistics, Registry, Subject } from '../engines/engine.ts';
import { openRegistry } from '../engines/registry.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import { type Rng, randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { noFlush } from '../sums/accumulation.ts';
import type { Benchmark, BenchmarkContext, BenchmarkResult, Measurement, Unmeasured } from './benchmark.ts';
import { measurement, median } from './interleaved.ts';
import { pairShape } from './pair-property.ts';
import { isMissing, type Peer, startFastCheck } from './peers/peers.ts';

const subjectId = 'tfjs-node/multiply-sum';
const batchSize = 8192;

/**
 * Why engines take batches: whole batches through the process of the engine, against one call of the library after
 * another in one process.
 */
export const batchedCalls: Benchmark = {
  name: 'batched-calls',
  description:
    `multiply-sum of 5×5 pairs by tfjs-node: batches of ${batchSize} through the engine process ÷ ` +
    'single calls inside one process, both in elapsed time',
  async run(context) {
    const peer = await startFastCheck(context.seed);
    if (isMissing(peer)) return nothing(peer.missing);
    const registry = await openRegistry({ engines: ['tfjs-node'] });
    try {
      const subject = registry.subjects.find(({ id }) => id === subjectId);
      const state = await subject?.availability();
      if (subject === undefined || state?.kind !== 'ready')
        return nothing(state?.kind === 'missing' ? state.reason : 'there is no such subject');
      const rng = randomOf(context.seed, 'batched-calls');
      const batch = randomBatch(rng, typical, pairShape, batchSize);
      const ask = async (): Promise<number> => {
        const start = performance.now();
        const outcome = await subject.evaluate(batch);
        if (outcome.kind !== 'value') throw new Error(`${subjectId} ${outcome.kind}: ${outcome.reason}`);
        return (batchSize / (performance.now() - start)) * 1000;
      };
      return compare(await turns(context, peer, ask), peer.versions);
    } finally {
      peer.close();
      await registry.close();
    }
  },
};

interface Rates {
  readonly batched: readonly number[];
  readonly single: readonly number[];
}

async function turns(
  { rounds, roundSeconds, progress }: BenchmarkContext,
  peer: Peer,
  ask: () => Promise<number>,
): Promise<Rates> {
  const [batched, single]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    progress.step('bench', `batched-calls: round ${round} of ${rounds}`);
    const several = [await ask(), await ask(), await ask()];
    const start = performance.now();
    const { cases } = await peer.round(`single ${roundSeconds}`);
    const rate = (cases / (performance.now() - start)) * 1000;
    if (round === 0) continue;
    batched.push(median(several));
    single.push(rate);
  }
  return { batched, single };
}

function compare({ batched, single }: Rates, versions: Readonly<Record<string, string>>): BenchmarkResult {
  return {
    measurements: [
      measurement(`in batches of ${batchSize}`, 'cases/s', batched),
      measurement('in single calls', 'cases/s', single),
    ],
    comparisons: [{ name: 'batches ÷ single calls', ratio: median(batched) / median(single), target: { atLeast: 20 } }],
    unmeasured: [],
    versions,
  };
}

function nothing(reason: string): BenchmarkResult {
  return { measurements: [], comparisons: [], unmeasured: [{ name: subjectId, reason }], versions: {} };
}

const sliceSize = 2048;

/** How a campaign's inner loop divides its time: the libraries under test, pipes and host, and lastbit itself. */
export const engineShare: Benchmark = {
  name: 'engine-share',
  description:
    `draw ${sliceSize} 5×5 cases, ask one subject of the engine after another, judge each: share of the elapsed time ` +
    'in the library, and in pipes and host',
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

/** One entry for each engine process: the subjects of one engine and setting. Algorithms of lastbit have no process. */
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

/** One step of a campaign on one subject. Its verdicts are not used. */
async function askAndJudge(subject: Subject, rng: Rng): Promise<void> {
  const batch = randomBatch(rng, randomDistribution(rng, distributions), pairShape, sliceSize);
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return;
  const references = referencesOf(batch, subject.operation);
  const bounds = batchBounds(dotAnyOrder.boundFor({ ...subject, flush: noFlush }), references);
  judgeOutputs(bounds, references, outcome.outputs, outcome.format);
}
