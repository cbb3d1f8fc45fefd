import type { Distribution } from '../inputs/distribution.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { randomOf } from '../inputs/random.ts';
import type { Benchmark, Comparison, Measurement, Unmeasured } from './benchmark.ts';
import { measurement, processorMs } from './interleaved.ts';
import { checkPairs } from './pair-property.ts';
import type { PeerRound } from './peers/peer.ts';
import { isMissing, type PeerOrMissing, startFastCheck, startPython } from './peers/start-peers.ts';

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
 * Cases a second of the pair property, drawing them included, on one core: per second of processor time, in which every tool's own
 * threads count. Each tool draws in its own way, which is part of what is compared: the peers from [-1, 1].
 */
export const pairPropertySpeed: Benchmark = {
  name: 'pair-property',
  description:
    'sequential convolution and NumPy-order multiply-sum of a random 5×5 pair, each within its bound of the exact value: cases per second of processor time',
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

/** A violation in a benchmark is news that must not pass for a speed. */
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
