import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { arrayOf } from '../arrays/array-of.ts';
import type { Answer } from '../arrays/question.ts';
import type { ArrayRequest } from '../arrays/request.ts';
import { openArray } from '../files/open-array.ts';
import { binary32 } from '../float/format.ts';
import { judgeOnAllCores } from '../parallel/judge-on-all-cores.ts';
import type { Benchmark, Comparison, Measurement } from './benchmark.ts';
import { measurement, median, uniformNumbers } from './interleaved.ts';
import { repeatedNpy } from './repeated-npy.ts';

/** The cost of a verdict on every output of a layer, beside the loop that computes them. */
export const judgeSpeed: Benchmark = {
  name: 'judge',
  description:
    'elapsed time to judge every output of a convolution on all cores ÷ a float32 loop over it in one thread; ' +
    'growth with size and with terms; memory for a file of 1 GB and a sum of 10^8 terms',
  async run({ rounds, progress }) {
    const measurements: Measurement[] = [];
    const comparisons: Comparison[] = [];
    for (const { name, target, ...layer } of layers) {
      progress.step('bench', name);
      const { loop, judge } = await timeLayer(layer, rounds);
      const products = layer.size ** 2 * layer.channelsOut * 9 * layer.channels;
      const each = (times: readonly number[]): number[] => times.map((ms) => (ms * 1e6) / products);
      measurements.push(measurement(`${name}: float32 loop`, 'ns/product', each(loop)));
      measurements.push(measurement(`${name}: judge`, 'ns/product', each(judge)));
      const ratio = median(judge) / median(loop);
      comparisons.push({ name: `${name}: judge ÷ loop`, ratio, ...(target === undefined ? {} : { target }) });
    }
    const files = await largeFiles(measurements);
    comparisons.push({ name: 'peak memory, GB', ratio: files, target: { atMost: 1 } });
    return {
      measurements,
      comparisons,
      unmeasured: [],
      versions: { node: process.version, cores: `${availableParallelism()}` },
    };
  },
};

interface Layer {
  readonly size: number;
  readonly channels: number;
  readonly channelsOut: number;
}

const layers: readonly (Layer & { readonly name: string; readonly target?: Comparison['target'] })[] = [
  { name: '56×56×64 → 64, 3×3', size: 56, channels: 64, channelsOut: 64 },
  { name: '112×112×64 → 64, 3×3', size: 112, channels: 64, channelsOut: 64 },
  { name: '224×224×64 → 64, 3×3', size: 224, channels: 64, channelsOut: 64, target: { atMost: 10 } },
  { name: '112×112×3 → 64, 3×3', size: 112, channels: 3, channelsOut: 64 },
  { name: '28×28×512 → 64, 3×3', size: 28, channels: 512, channelsOut: 64 },
];

async function timeLayer(layer: Layer, rounds: number): Promise<{ readonly loop: number[]; readonly judge: number[] }> {
  const { size, channels, channelsOut } = layer;
  const image = uniformNumbers(size * size * channels, 1);
  const kernel = uniformNumbers(9 * channels * channelsOut, 2);
  const request: ArrayRequest = {
    kind: 'conv',
    image: arrayOf(image, [1, size, size, channels], 'float32', 'image'),
    kernel: arrayOf(kernel, [3, 3, channels, channelsOut], 'float32', 'kernel'),
    ...{ padding: 'same', layout: 'nhwc', kernelLayout: 'hwio' },
  };
  const [loop, judge]: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round++) {
    const start = performance.now();
    const computed = float32Loop(image, kernel, layer);
    const middle = performance.now();
    const answer = { name: 'loop', file: arrayOf(computed, [1, size, size, channelsOut], 'float32', 'loop') };
    await mustBeRight(request, answer);
    if (round < 0) continue;
    loop.push(middle - start);
    judge.push(performance.now() - middle);
  }
  return { loop, judge };
}

async function mustBeRight(request: ArrayRequest, answer: Answer): Promise<void> {
  const [tally] = await judgeOnAllCores(
    request,
    [answer],
    [{ answer: 0, model: { name: 'binary32', accumulator: binary32 } }],
  );
  if (tally!.within !== tally!.outputs)
    throw new Error(`${tally!.wrong} of ${tally!.outputs} right outputs are called wrong`);
}

/** The straightforward loop, first to last, over taps that lie side by side for each output channel. */
function float32Loop(image: Float32Array, kernel: Float32Array, { size, channels, channelsOut }: Layer): Float32Array {
  const terms = 9 * channels;
  const taps = new Float32Array(kernel.length);
  for (let t = 0, i = 0; t < terms; t++) for (let c = 0; c < channelsOut; c++, i++) taps[c * terms + t] = kernel[i]!;
  const out = new Float32Array(size * size * channelsOut);
  for (let y = 0, place = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let c = 0; c < channelsOut; c++, place++) {
        let sum = 0;
        for (let r = 0; r < 3; r++) {
          const row = y + r - 1;
          if (row < 0 || row >= size) continue;
          for (let q = 0; q < 3; q++) {
            const column = x + q - 1;
            if (column < 0 || column >= size) continue;
            const pixel = (row * size + column) * channels;
            const tap = c * terms + (r * 3 + q) * channels;
            for (let k = 0; k < channels; k++) sum = Math.fround(sum + Math.fround(image[pixel + k]! * taps[tap + k]!));
          }
        }
        out[place] = sum;
      }
    }
  }
  return out;
}

const [rows, columns] = [4096, 65_536];
const sumOf = (numbers: Float32Array): number => numbers.reduce((sum, x) => sum + x, 0);

/** Judges large files and returns the peak memory of this process so far, in GB. */
async function largeFiles(measurements: Measurement[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-judge-'));
  try {
    const time = async (name: string, request: ArrayRequest, sums: ArrayLike<number>): Promise<void> => {
      const start = performance.now();
      const file = arrayOf(
        Float64Array.from(sums, Math.fround),
        sums.length === 1 ? [] : [sums.length],
        'float32',
        'sums',
      );
      await mustBeRight(request, { name: 'sums', file });
      measurements.push(measurement(name, 's', [(performance.now() - start) / 1000]));
    };
    // 16 rows, over and over.
    const numbers = uniformNumbers(16 * columns, 3);
    const rowSums = Float64Array.from({ length: 16 }, (_, row) =>
      sumOf(numbers.subarray(row * columns, (row + 1) * columns)),
    );
    const columnSums = Float64Array.from({ length: columns }, (_, column) =>
      rowSums.reduce((sum, _, row) => sum + numbers[row * columns + column]!, 0),
    );
    const length = 100_000_000;
    const rest = length % numbers.length;
    const whole = ((length - rest) / numbers.length) * sumOf(numbers) + sumOf(numbers.subarray(0, rest));
    const long = openArray(repeatedNpy(join(folder, 'long.npy'), [length], numbers));
    await time('a sum of 10^8 float32', { kind: 'sum', array: long }, [whole]);
    long.close();
    const large = openArray(repeatedNpy(join(folder, 'large.npy'), [rows, columns], numbers));
    const allRows = Float64Array.from({ length: rows }, (_, row) => rowSums[row % 16]!);
    await time('sums of rows of 1 GiB of float32', { kind: 'sum', array: large, axes: [1] }, allRows);
    const allColumns = columnSums.map((sum) => (rows / 16) * sum);
    await time('sums of columns of 1 GiB of float32', { kind: 'sum', array: large, axes: [0] }, allColumns);
    large.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
  return process.resourceUsage().maxRSS / 1e6;
}
