import { arrayOf } from '../../arrays/array-of.ts';
import type { ArrayRequest } from '../../arrays/request.ts';
import { type FloatType, formatOfType } from '../../float/element-type.ts';
import { bfloat16 } from '../../float/format.ts';
import { randomOf } from '../../inputs/random.ts';
import { multiply, randomNumbers, rounderTo } from './naive.ts';
import type { Planted } from './planted-layer.ts';

const [rows, depth, columns] = [6, 20, 9];
type Entry = (i: number, j: number) => number;

/** A product of matrices of a type, its factors scaled. */
interface Product {
  readonly request: ArrayRequest;
  readonly left: Entry;
  readonly right: Entry;
  readonly answer: (name: string, says: string, numbers: Float64Array, verdict?: Planted['verdict']) => Planted;
}

function product(seed: number, type: FloatType, scales: readonly [number, number] = [1, 1]): Product {
  const rng = randomOf(seed, `planted ${type}`);
  const a = randomNumbers(rng, rows * depth, type).map((x) => x * scales[0]);
  const b = randomNumbers(rng, depth * columns, type).map((x) => x * scales[1]);
  const request: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [rows, depth], type, 'a.npy'),
    right: arrayOf(b, [depth, columns], type, 'b.npy'),
  };
  const round = rounderTo(formatOfType(type));
  return {
    request,
    left: (i, k) => a[i * depth + k]!,
    right: (k, j) => b[k * columns + j]!,
    answer: (name, says, numbers, verdict = 'defect') => ({
      ...{ name: `matmul ${type}: ${name}`, request, says, verdict },
      answer: { name: 'output', file: arrayOf(numbers.map(round), [rows, columns], type, 'c.npy') },
    }),
  };
}

const exactly = (x: number): number => x;

/** Faults and narrower arithmetic in other formats than binary32, and at the ends of the range. */
export function formatPlanted(seed: number): readonly Planted[] {
  const wide = product(seed, 'float64');
  const all = (left: Entry, right: Entry, round = Math.fround): Float64Array =>
    multiply(rows, depth, columns, left, right, round);
  const narrowed =
    (entry: Entry, round: (x: number) => number): Entry =>
    (i, j) =>
      round(entry(i, j));
  const [left32, right32] = [narrowed(wide.left, Math.fround), narrowed(wide.right, Math.fround)];
  const half = product(seed, 'float16');
  const toBfloat16 = rounderTo(bfloat16);
  const large = product(seed, 'float16', [128, 256]);
  const tiny = product(seed, 'float32', [2 ** -61, 2 ** -65]);
  const subnormal = product(seed, 'float32', [2 ** -123, 2 ** 20]);
  const flush = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : x);
  return [
    wide.answer('inputs in binary32', 'binary32 inputs', all(left32, right32, exactly), 'narrower'),
    wide.answer('sums in binary32', 'a loop over the terms in binary32', all(wide.left, wide.right), 'narrower'),
    wide.answer(
      'result in binary32',
      'results rounded to binary32',
      all(wide.left, wide.right, exactly).map(Math.fround),
      'narrower',
    ),
    wide.answer(
      'missing product',
      'product 19 of 0…19, the last, is missing',
      multiply(rows, depth - 1, columns, wide.left, wide.right, exactly),
    ),
    half.answer(
      'missing product',
      'product 19 of 0…19, the last, is missing',
      multiply(rows, depth - 1, columns, half.left, half.right),
    ),
    half.answer(
      'bfloat16 inputs',
      'exactly what bfloat16 inputs give',
      all(narrowed(half.left, toBfloat16), narrowed(half.right, toBfloat16)),
      'narrower',
    ),
    large.answer(
      'saturated',
      'outputs stop at ±65504',
      all(large.left, large.right).map((x) => Math.max(-65504, Math.min(65504, x))),
    ),
    tiny.answer(
      'flushed',
      'products and sums below 2^-126 flushed to zero',
      all(tiny.left, tiny.right, (x) => flush(Math.fround(x))),
      'narrower',
    ),
    subnormal.answer(
      'inputs flushed',
      'inputs below 2^-126 read as zero',
      all(narrowed(subnormal.left, flush), subnormal.right),
      'narrower',
    ),
  ];
}

/** Products and sums of which operands or axes are exchanged. */
export function exchangedPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted exchanges');
  const n = 8;
  const [a, b] = [randomNumbers(rng, 3 * n * n), randomNumbers(rng, 3 * n * n)];
  const of =
    (numbers: Float64Array, matrix = 0): Entry =>
    (i, j) =>
      numbers[(matrix * n + i) * n + j]!;
  const square = (numbers: Float64Array): ReturnType<typeof arrayOf> =>
    arrayOf(numbers.subarray(0, n * n), [n, n], 'float32', 'a.npy');
  const planted = (
    name: string,
    says: string,
    request: ArrayRequest,
    numbers: Float64Array,
    sizes: readonly number[],
  ): Planted => ({
    ...{ name, says, request, verdict: 'defect' },
    answer: { name: 'output', file: arrayOf(numbers, sizes, 'float32', 'c.npy') },
  });
  const matmul: ArrayRequest = { kind: 'matmul', left: square(a), right: square(b) };
  const batches: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [3, n, n], 'float32', 'a.npy'),
    right: arrayOf(b, [3, n, n], 'float32', 'b.npy'),
  };
  const shifted = [0, 1, 2].flatMap((matrix) => [...multiply(n, n, n, of(a, (matrix + 1) % 3), of(b, matrix))]);
  const sum: ArrayRequest = { kind: 'sum', array: square(a), axes: [1] };
  const columnSums = multiply(1, n, n, () => 1, of(a));
  return [
    planted('matmul: factors exchanged', 'it is right times left', matmul, multiply(n, n, n, of(b), of(a)), [n, n]),
    planted(
      'matmul: reversed',
      'in reverse order',
      matmul,
      multiply(n, n, n, of(a), (k, j) => of(b)(n - 1 - k, j)),
      [n, n],
    ),
    planted(
      'matmul: next of the batch',
      'reads the left matrix of the next matrix of the batch',
      batches,
      Float64Array.from(shifted),
      [3, n, n],
    ),
    planted('sum: other axis', 'it is summed along the other axis', sum, columnSums, [n]),
  ];
}
