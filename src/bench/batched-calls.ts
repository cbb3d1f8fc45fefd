import { performance } from 'node:perf_hooks';
import { openRegistry } from '../engines/registry.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import type { Benchmark, BenchmarkContext, BenchmarkResult } from './benchmark.ts';
import { measurement, median } from './interleaved.ts';
import { pairShape } from './pair-property.ts';
import type { Peer } from './peers/peer.ts';
import { isMissing, startFastCheck } from './peers/start-peers.ts';

const subjectId = 'tfjs-node/multiply-sum';
const batchSize = 8192;

/** Why engines take batches: whole batches through the engine's process, against one call of the library after another without any process between. */
export const batchedCalls: Benchmark = {
  name: 'batched-calls',
  description: `multiply-sum of 5×5 pairs by tfjs-node: batches of ${batchSize} through the engine process ÷ single calls inside one process, both by the clock`,
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
