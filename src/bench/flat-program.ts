import { algorithms } from '../sums/algorithms.ts';
import type { Benchmark } from './benchmark.ts';
import { interleaved, measurement, median } from './interleaved.ts';
import { uniformNumbers } from './uniform-numbers.ts';

const n = 25;
const count = 4096;

/** What it costs that an order is data: a tree compiled to a flat program, against the loop that one would write for it by hand. */
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
    const [compiledTimes = [], handTimes = []] = interleaved([compiled, byHand], rounds);
    if (out.some((value, index) => !Object.is(value, expected[index]))) {
      throw new Error('the compiled tree and the loop written by hand do not give the same bits');
    }
    const nanosecondsPerTerm = (milliseconds: number): number => (milliseconds * 1e6) / (n * count);
    return {
      measurements: [
        measurement('compiled tree', 'ns/term', compiledTimes.map(nanosecondsPerTerm)),
        measurement('hand-written loop', 'ns/term', handTimes.map(nanosecondsPerTerm)),
      ],
      comparisons: [
        {
          name: 'compiled tree ÷ hand-written loop',
          ratio: median(compiledTimes) / median(handTimes),
          target: { atMost: 1.5 },
        },
      ],
      unmeasured: [],
      versions: { node: process.version },
    };
  },
};

function sequentialByHand(left: Float32Array, right: Float32Array, out: Float32Array): void {
  for (let window = 0, start = 0; window < count; window++, start += n) {
    let sum = 0;
    for (let i = start; i < start + n; i++) sum = Math.fround(sum + Math.fround(left[i]! * right[i]!));
    out[window] = sum;
  }
}
