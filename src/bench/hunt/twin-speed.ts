import { convShape } from '../../conv/shape-text.ts';
import { openRegistry } from '../../engines/registry.ts';
import { computerOf } from '../../hunt/computer.ts';
import type { Constraints } from '../../hunt/constraints.ts';
import { outputPlace } from '../../hunt/place.ts';
import type { BenchmarkContext, Comparison, Measurement, Unmeasured } from '../benchmark.ts';
import { measurement, median, processorMs, uniformNumbers } from '../interleaved.ts';
import { isMissing, type Peer, startFastCheck } from '../peers/peers.ts';

const subjectId = 'tfjs-node/multiply-sum';
const terms = 25;
/** Candidates side by side, as blind searches ask for. */
const count = 1024;
const least = 1000;
const free: Constraints = { image: { kind: 'free' }, kernel: { kind: 'free' } };

type Part = {
  readonly measurements: readonly Measurement[];
  readonly comparisons: readonly Comparison[];
  readonly unmeasured: readonly Unmeasured[];
  readonly versions: Readonly<Record<string, string>>;
};

/** What a hunt gains by its model: results per second, against single calls of the library in one process. */
export async function twinSpeed(context: BenchmarkContext): Promise<Part> {
  const peer = await startFastCheck(context.seed);
  if (isMissing(peer)) return nothing(peer.missing);
  const registry = await openRegistry({ engines: ['tfjs-node'] });
  try {
    const subject = registry.subjects.find(({ id }) => id === subjectId);
    if (subject === undefined) return nothing('there is no such subject');
    const state = await subject.availability();
    if (state.kind !== 'ready') return nothing(state.reason);
    const place = outputPlace(convShape('5x5'), subject.operation, 0);
    const { by, compute, words } = await computerOf(subject, place, free, context.seed);
    if (by !== 'model') return nothing(words);
    const numbers = uniformNumbers(2 * terms * count, context.seed);
    const [lefts, rights] = [numbers.subarray(0, terms * count), numbers.subarray(terms * count)];
    const rates = await turns(context, peer, () => void compute(lefts, rights, terms, count));
    return { ...compared(rates), unmeasured: [], versions: peer.versions };
  } finally {
    peer.close();
    await registry.close();
  }
}

export interface Rates {
  readonly twin: readonly number[];
  readonly single: readonly number[];
}

/** In turns, and per second of processor time: another program on the machine slows neither. */
export async function turns(
  { rounds, roundSeconds, progress }: Pick<BenchmarkContext, 'rounds' | 'roundSeconds' | 'progress'>,
  peer: Pick<Peer, 'round'>,
  evaluate: () => void,
): Promise<Rates> {
  const [twin, single]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    progress.step('bench', `hunt: twin and single calls, round ${round} of ${rounds}`);
    const rate = rateOf(evaluate, roundSeconds);
    const { cases, processorSeconds } = await peer.round(`single ${roundSeconds}`);
    // The compiler settles in round 0.
    if (round === 0) continue;
    twin.push(rate);
    single.push(cases / processorSeconds);
  }
  return { twin, single };
}

function rateOf(evaluate: () => void, seconds: number): number {
  const start = processorMs();
  let done = 0;
  let spent = 0;
  for (; spent < seconds * 1000; spent = processorMs() - start, done += 32 * count)
    for (let i = 0; i < 32; i++) evaluate();
  return (done / spent) * 1000;
}

function compared({ twin, single }: Rates): Pick<Part, 'measurements' | 'comparisons'> {
  return {
    measurements: [
      measurement(`twin of ${subjectId} at 5×5`, 'evaluations/s', twin),
      measurement(`single calls of ${subjectId} at 5×5`, 'evaluations/s', single),
    ],
    comparisons: [
      {
        ...{ name: 'evaluations on the twin ÷ single calls, 5×5', ratio: median(twin) / median(single) },
        target: { atLeast: least },
      },
    ],
  };
}

function nothing(reason: string): Part {
  return {
    ...{ measurements: [], comparisons: [], versions: {} },
    unmeasured: [{ name: 'evaluations on the twin ÷ single calls, 5×5', reason }],
  };
}
