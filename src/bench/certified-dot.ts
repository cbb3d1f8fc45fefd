import { exactDot64 } from '../float/exact-dot.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { interleaved, measurement, median } from './interleaved.ts';
import { uniformNumbers } from './uniform-numbers.ts';

const terms = 100_000;

/** What the certificate costs: the correctly rounded dot product against the loop that everybody writes, in the same language. */
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

/** Where results go, so that no compiler finds out that nobody reads them. */
const sink = new Float64Array(1);

function part(n: number, seed: number, rounds: number): Pick<BenchmarkResult, 'measurements' | 'comparisons'> {
  const left = uniformNumbers(terms, seed);
  const right = uniformNumbers(terms, seed + 1);
  const certified = (): void => {
    for (let start = 0; start < terms; start += n) sink[0] = exactDot64(left, right, start, n);
  };
  const plain = (): void => {
    for (let start = 0; start < terms; start += n) sink[0] = plainDot64(left, right, start, n);
  };
  const [exactTimes = [], plainTimes = []] = interleaved([certified, plain], rounds);
  const nanosecondsPerTerm = (milliseconds: number): number => (milliseconds * 1e6) / terms;
  return {
    measurements: [
      measurement(`certified, n = ${n}`, 'ns/term', exactTimes.map(nanosecondsPerTerm)),
      measurement(`plain loop, n = ${n}`, 'ns/term', plainTimes.map(nanosecondsPerTerm)),
    ],
    comparisons: [
      {
        name: `certified ÷ plain loop, n = ${n}`,
        ratio: median(exactTimes) / median(plainTimes),
        target: { atMost: 1.6 },
      },
    ],
  };
}

function plainDot64(left: Float32Array, right: Float32Array, start: number, n: number): number {
  let sum = 0;
  for (let i = start; i < start + n; i++) sum += left[i]! * right[i]!;
  return sum;
}
