import type { Batch } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import type { Subject } from '../../engines/engine.ts';
import { randomOf } from '../../inputs/random.ts';
import type { Axis } from '../../invariant/axes.ts';
import { invariance, isInvariant } from '../../invariant/invariance.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';
import { chain, halves, lanes, nearlyChain, plantedMatmul, reversed, type Sum, type Where } from './planted-matmul.ts';

interface Planted {
  readonly name: string;
  readonly how: (where: Where) => Sum;
  /** With two threads and more; by default as with one. */
  readonly threaded?: (where: Where) => Sum;
  readonly axes: readonly Axis[];
  readonly upTo: number;
}

const fourLanes = lanes(4);
const usual = ['batch', 'place', 'rows', 'columns', 'padding', 'threads'] as const;

/** Switches as kernels have them; the last is none. */
const planted: readonly Planted[] = [
  { name: 'from 2 rows on', how: ({ rows }) => (rows > 1 ? fourLanes : chain), axes: usual, upTo: 40 },
  { name: 'from 16 rows on', how: ({ rows }) => (rows >= 16 ? fourLanes : chain), axes: usual, upTo: 40 },
  { name: 'from 256 rows on', how: ({ rows }) => (rows >= 256 ? fourLanes : chain), axes: ['rows'], upTo: 4096 },
  {
    name: 'from 2 rows on, only the first three terms',
    how: ({ rows }) => (rows > 1 ? nearlyChain : chain),
    ...{ axes: usual, upTo: 40 },
  },
  {
    name: 'rows left over by blocks of 4',
    how: ({ rows, row }) => (row >= rows - (rows % 4) ? reversed : chain),
    ...{ axes: usual, upTo: 40 },
  },
  {
    name: 'the last of an odd number of rows above 1',
    how: ({ rows, row }) => (rows % 2 === 1 && rows > 1 && row === rows - 1 ? reversed : chain),
    ...{ axes: usual, upTo: 40 },
  },
  { name: 'places from 4 on', how: ({ row }) => (row >= 4 ? fourLanes : chain), axes: usual, upTo: 40 },
  { name: 'from 512 columns on', how: ({ columns }) => (columns >= 512 ? fourLanes : chain), axes: usual, upTo: 520 },
  { name: 'a split above 2,048 terms', how: ({ n }) => (n > 2048 ? halves : chain), axes: ['terms'], upTo: 2052 },
  { name: 'terms padded to 16', how: ({ n }) => (n % 16 === 0 ? fourLanes : chain), axes: ['padding'], upTo: 40 },
  {
    name: 'two threads above 30 rows',
    how: () => chain,
    threaded: ({ rows }) => (rows > 30 ? halves : chain),
    ...{ axes: usual, upTo: 40 },
  },
  { name: 'none', how: () => fourLanes, axes: usual, upTo: 40 },
];

/** How many of the planted switches a test of one batch misses, and how many calls each costs lastbit. */
export const invarianceBenchmark: Benchmark = {
  name: 'invariance',
  description:
    'switches planted in a matrix product: found (1) or not (0) by one seed, a batch of 8 and the row at place 3, ' +
    'alone and in the batch, bits equal; and by lastbit invariant, with its calls',
  run: async ({ seed, progress }) => {
    const measurements: Measurement[] = [];
    let [missed, ours] = [0, 0];
    for (const one of planted) {
      progress.step('bench', `invariance: ${one.name}`);
      const subject = plantedMatmul(one.how);
      const tested = await differsInBatch(subject, seed);
      const { axes, upTo } = one;
      const other = plantedMatmul(one.threaded ?? one.how);
      const found = await invariance(subject, convShape('1x1x15*1x1x1'), {
        ...{ axes, upTo, seed, threaded: async () => other },
      });
      const isFound = !isInvariant(found);
      missed += one.name !== 'none' && !tested ? 1 : 0;
      ours += one.name !== 'none' && !isFound ? 1 : 0;
      measurements.push(
        measurement(`${one.name}: test of one batch`, 'found', [Number(tested)]),
        measurement(`${one.name}: lastbit`, 'found', [Number(isFound)]),
        measurement(`${one.name}: lastbit`, 'calls', [found.calls]),
      );
    }
    const all = planted.length - 1;
    const comparisons = [
      { name: `missed by the test of one batch ÷ ${all}`, ratio: missed / all },
      { name: `missed by lastbit ÷ ${all}`, ratio: ours / all, target: { atMost: 0 } },
    ];
    return { measurements, comparisons, unmeasured: [], versions: { node: process.version } };
  },
};

const [rows, terms, columns, place] = [8, 64, 8, 3] as const;

/** Whether a random row gives other bits at place 3 of a batch of 8 than alone. */
export async function differsInBatch(subject: Subject, seed: number): Promise<boolean> {
  const rng = randomOf(seed, 'one batch');
  const numbers = (count: number): Float32Array => {
    const all = new Float32Array(count);
    rng.fillBinades(new Int32Array(all.buffer), 0, count, -4, 4);
    return all;
  };
  const [left, right] = [numbers(rows * terms), numbers(terms * columns)];
  const batch = (height: number, images: Float32Array): Batch => ({
    ...{ shape: convShape(`${height}x1x${terms}*1x1x${columns}`), count: 1, images, kernels: right },
  });
  const together = await subject.evaluate(batch(rows, left));
  const alone = await subject.evaluate(batch(1, left.slice(place * terms, (place + 1) * terms)));
  if (together.kind !== 'value' || alone.kind !== 'value') throw new Error(`${subject.id} gives no values`);
  return alone.outputs.some((value, k) => !Object.is(value, together.outputs[place * columns + k]!));
}
