import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import type { Distribution } from '../inputs/distribution.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import { type Rng, randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { noFlush } from '../sums/accumulation.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import type { Benchmark, Comparison, Measurement, Unmeasured } from './benchmark.ts';
import { measurement, processorMs } from './interleaved.ts';
import { isMissing, type PeerOrMissing, type PeerRound, startFastCheck, startPython } from './peers/peers.ts';
/** The shape of the question of 2018: an image as large as its 5×5 kernel. */
export const pairShape: ConvShape = convShape('5x5');

export interface PairCounts {
  readonly cases: number;
  readonly violations: number;
  readonly discarded: number;
  readonly attained: number;
}

/** The two computations that the property is about. */
export type PairOrders = readonly [
  convolution: Pick<SummationAlgorithm, 'evaluate'>,
  multiplySum: Pick<SummationAlgorithm, 'evaluate'>,
];

export function pairOrders(): PairOrders {
  return [algorithmNamed('sequential'), algorithmNamed('numpy-pairwise')];
}

const bound = dotAnyOrder.boundFor({ id: 'pair', format: 'binary32', summation: 'tree', flush: noFlush });
const terms = 25;
const batchSize = 2048;

/**
 * The property on which all tools are compared. For a random 5×5 image and kernel, the sequential convolution and
 * NumPy's order of multiply and sum are each within the proven bound of the exact value (claim dot-any-order; n counts
 * the products that are not zero). It uses the functions of the campaign: batches are drawn, exact values certified,
 * violations confirmed by exact arithmetic. Runs whole batches until at least `least` cases are done.
 */
export function checkPairs(
  rng: Rng,
  least: number,
  among: readonly Distribution[] = distributions,
  subjects: PairOrders = pairOrders(),
): PairCounts {
  let [cases, violations, discarded, attained] = [0, 0, 0, 0];
  let batch: Batch | undefined;
  const out = new Float32Array(batchSize);
  while (cases < least) {
    batch = randomBatch(rng, randomDistribution(rng, among), pairShape, batchSize, batch);
    const references = referencesOf(batch, 'conv2d');
    const bounds = batchBounds(bound, references);
    for (const subject of subjects) {
      subject.evaluate(references.left, references.right, terms, batchSize, out);
      const verdicts = judgeOutputs(bounds, references, out, 'binary32');
      violations += verdicts.violations.length;
      attained = Math.max(attained, verdicts.attained);
    }
    discarded += bounds.discarded.size;
    cases += batchSize;
  }
  return { cases, violations, discarded, attained };
}

function algorithmNamed(wanted: string): SummationAlgorithm {
  const found = algorithms.find(({ name, format }) => name === wanted && format === 'binary32');
  if (found === undefined) throw new Error(`there is no algorithm named ${wanted}`);
  return found;
}

const unit = 'cases/s';
const ours = 'lastbit, all distributions';
const oursTypical = 'lastbit, bell-shaped values';

interface Runner {
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
  round(): Promise<PeerRound>;
  close(): void;
}

/**
 * Cases per second of the pair property on one core, drawing included: per second of processor time, with all threads
 * of each tool. Each tool draws in its own way, which is part of the comparison; peers draw from [-1, 1].
 */
export const pairPropertySpeed: Benchmark = {
  name: 'pair-property',
  description:
    'sequential convolution and NumPy-order multiply-sum of a random 5×5 pair, each within its bound: ' +
    'cases per second of processor time',
  async run({ seed, rounds, roundSeconds, progress }) {
    const seconds = String(roundSeconds);
    const wanted: readonly [string, string, () => Promise<PeerOrMissing>][] = [
      ['NumPy, vectorised', seconds, () => startPython('vectorised', seed, progress)],
      ['fast-check + tfjs-node, naive', `property ${seconds}`, () => startFastCheck(seed)],
      ['Hypothesis + NumPy', seconds, () => startPython('hypothesis', seed, progress)],
    ];
    const runners: Runner[] = [own(ours, seed, roundSeconds), own(oursTypical, seed, roundSeconds, [typical])];
    const unmeasured: Unmeasured[] = [];
    for (const [name, request, start] of wanted) {
      progress.step('bench', `starting ${name}`);
      const peer = await start();
      if (isMissing(peer)) unmeasured.push({ name, reason: peer.missing });
      else runners.push({ name, versions: peer.versions, round: () => peer.round(request), close: () => peer.close() });
    }
    try {
      const rates = await inTurns(runners, rounds, (name, round) =>
        progress.step('bench', `pair-property: ${name}, round ${round} of ${rounds}`),
      );
      const measurements = runners.map(({ name }, index) => measurement(name, unit, rates[index] ?? []));
      const versions = Object.assign({}, ...runners.map((runner) => runner.versions));
      return { measurements, comparisons: comparisonsOf(measurements), unmeasured, versions };
    } finally {
      for (const runner of runners) runner.close();
    }
  },
};

function own(name: string, seed: number, seconds: number, among?: readonly Distribution[]): Runner {
  const rng = randomOf(seed, name);
  const round = async (): Promise<PeerRound> => {
    let [cases, violations] = [0, 0];
    const start = processorMs();
    do {
      const counts = checkPairs(rng, 20_000, among);
      cases += counts.cases;
      violations += counts.violations;
    } while (processorMs() - start < seconds * 1000);
    return { cases, violations, processorSeconds: (processorMs() - start) / 1000 };
  };
  return { name, versions: { node: process.version }, round, close: () => {} };
}

/** A violation ends the benchmark, so that it does not pass for a speed. */
async function inTurns(
  runners: readonly Runner[],
  rounds: number,
  say: (name: string, round: number) => void,
): Promise<number[][]> {
  const rates: number[][] = runners.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, runner] of runners.entries()) {
      say(runner.name, round);
      const { cases, processorSeconds, violations } = await runner.round();
      if (violations > 0)
        throw new Error(`${runner.name} found ${violations} violations of the proven bound in ${cases} cases`);
      if (round > 0) rates[index]?.push(cases / processorSeconds);
    }
  }
  return rates;
}

function comparisonsOf(measurements: readonly Measurement[]): Comparison[] {
  const rate = (name: string): number | undefined => measurements.find((one) => one.name === name)?.value;
  const own = rate(ours) ?? Number.NaN;
  const against = (peer: string, target: Comparison['target']): Comparison[] => {
    const other = rate(peer);
    if (other === undefined) return [];
    return [
      { name: `lastbit, all distributions ÷ ${peer}`, ratio: own / other, ...(target === undefined ? {} : { target }) },
    ];
  };
  const numpy = rate('NumPy, vectorised');
  const typicalRate = rate(oursTypical) ?? Number.NaN;
  return [
    { name: 'lastbit, all distributions: cases per second of one core', ratio: own, target: { atLeast: 500_000 } },
    ...against('fast-check + tfjs-node, naive', { atLeast: 50 }),
    ...against('Hypothesis + NumPy', { atLeast: 500 }),
    ...against('NumPy, vectorised', undefined),
    ...(numpy === undefined
      ? []
      : [{ name: 'lastbit, bell-shaped values ÷ NumPy, vectorised', ratio: typicalRate / numpy }]),
  ];
}
