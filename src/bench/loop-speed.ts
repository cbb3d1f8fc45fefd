import { exactDot64 } from '../float/exact-dot.ts';
import { algorithms } from '../sums/algorithms.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { interleaved, measurement, median, uniformNumbers } from './interleaved.ts';

const terms = 100_000;

/** The cost of the certificate: the correctly rounded dot product against the plain loop, in the same language. */
export const certifiedDot: Benchmark = {
  name: 'certified-dot',
  description:
    'correctly rounded dot product ÷ plain binary64 loop, both over the same 100,000 products of numbers from [-1, 1)',
  async run({ seed, rounds }) {
    const parts = [25, 1000].map((n) => part(n, seed, rounds));
    return {
      measurements: parts.flatMap((one) => one.measurements),
      comparisons: parts.flatMap((one) => one.comparisons),
      unmeasured: [],
      versions: { node: process.version },
    };
  },
};

/** Results go here, so that the compiler does not remove their computation. */
const sink = new Float64Array(1);

function part(n: number, seed: number, rounds: number): Compared {
  const left = uniformNumbers(terms, seed);
  const right = uniformNumbers(terms, seed + 1);
  const certified = (): void => {
    for (let start = 0; start < terms; start += n) sink[0] = exactDot64(left, right, start, n);
  };
  const plain = (): void => {
    for (let start = 0; start < terms; start += n) sink[0] = plainDot64(left, right, start, n);
  };
  return compared(['certified', 'plain loop'], [certified, plain], { of: `, n = ${n}`, terms, rounds, atMost: 1.6 });
}

type Compared = Pick<BenchmarkResult, 'measurements' | 'comparisons'>;

/** Two ways over as many terms, timed in turns: nanoseconds a term, and the ratio of the medians. */
function compared(
  names: readonly [string, string],
  tasks: readonly [() => void, () => void],
  { of = '', terms: all, rounds, atMost }: { of?: string; terms: number; rounds: number; atMost: number },
): Compared {
  const times = interleaved(tasks, rounds).map((each) => each.map((milliseconds) => (milliseconds * 1e6) / all));
  const measurements = times.map((each, way) => measurement(`${names[way]}${of}`, 'ns/term', each));
  const ratio = median(times[0]!) / median(times[1]!);
  return { measurements, comparisons: [{ name: `${names.join(' ÷ ')}${of}`, ratio, target: { atMost } }] };
}

function plainDot64(left: Float32Array, right: Float32Array, start: number, n: number): number {
  let sum = 0;
  for (let i = start; i < start + n; i++) sum += left[i]! * right[i]!;
  return sum;
}

const n = 25;
const count = 4096;

/** The cost of keeping trees as data: a tree compiled to a flat program, against the loop written by hand. */
export const flatProgram: Benchmark = {
  name: 'flat-program',
  description:
    'sequential sum of 25 binary32 products through the compiled tree ÷ a hand-written loop, 4,096 windows a call',
  async run({ seed, rounds }) {
    const left = uniformNumbers(n * count, seed);
    const right = uniformNumbers(n * count, seed + 1);
    const [out, expected] = [new Float32Array(count), new Float32Array(count)];
    const algorithm = algorithms.find(({ name, format }) => name === 'sequential' && format === 'binary32');
    if (algorithm === undefined) throw new Error('there is no algorithm named sequential');
    const compiled = (): void => algorithm.evaluate(left, right, n, count, out);
    const byHand = (): void => sequentialByHand(left, right, expected);
    const names = ['compiled tree', 'hand-written loop'] as const;
    const found = compared(names, [compiled, byHand], { terms: n * count, rounds, atMost: 1.5 });
    if (out.some((value, index) => !Object.is(value, expected[index]))) {
      throw new Error('the compiled tree and the loop written by hand do not give the same bits');
    }
    return { ...found, unmeasured: [], versions: { node: process.version } };
  },
};

function sequentialByHand(left: Float32Array, right: Float32Array, out: Float32Array): void {
  for (let window = 0, start = 0; window < count; window++, start += n) {
    let sum = 0;
    for (let i = start; i < start + n; i++) sum = Math.fround(sum + Math.fround(left[i]! * right[i]!));
    out[window] = sum;
  }
}
