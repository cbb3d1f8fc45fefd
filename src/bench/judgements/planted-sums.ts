import { arrayOf } from '../../arrays/array-of.ts';
import type { ArrayRequest } from '../../arrays/request.ts';
import { randomOf } from '../../inputs/random.ts';
import { multiply, randomNumbers } from './naive.ts';
import { answerOf, type Planted } from './planted-layer.ts';

export function productPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted products');
  const [rows, depth, columns] = [9, 20, 20];
  const [a, b] = [randomNumbers(rng, rows * depth), randomNumbers(rng, depth * columns)];
  const left = (i: number, k: number): number => a[i * depth + k]!;
  const right = (k: number, j: number): number => b[k * columns + j]!;
  const request: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [rows, depth], 'float32', 'a.npy'),
    right: arrayOf(b, [depth, columns], 'float32', 'b.npy'),
  };
  const planted = (name: string, says: string, numbers: Float64Array): Planted => ({
    ...{ name: `matmul: ${name}`, request, says, verdict: 'defect', answer: answerOf(numbers, [rows, columns]) },
  });
  const good = multiply(rows, depth, columns, left, right);
  return [
    planted(
      'right transposed',
      'the right matrix is read as if it were transposed',
      multiply(rows, depth, columns, left, (k, j) => right(j, k)),
    ),
    planted(
      'left in columns',
      'the left matrix is read as if it were transposed',
      multiply(rows, depth, columns, (i, k) => a[k * rows + i]!, right),
    ),
    planted('first 16', 'the last 4 of 20 terms are missing', multiply(rows, 16, columns, left, right)),
    planted('without the last', 'product 19 of 0…19, the last, is missing', multiply(rows, 19, columns, left, right)),
    planted(
      'answer transposed',
      'the answer is transposed',
      good.map((_, at) => good[(at % rows) * columns + Math.floor(at / rows)]!),
    ),
    planted(
      'columns shifted',
      'each column has a constant added, as a bias',
      good.map((x, at) => Math.fround(x + Math.sin(at % columns))),
    ),
    planted(
      'scaled',
      'divided by √20',
      good.map((x) => Math.fround(x / Math.sqrt(20))),
    ),
  ];
}

export function sumPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted sums');
  const [rows, columns] = [60, 37];
  const numbers = randomNumbers(rng, rows * columns);
  const request: ArrayRequest = {
    kind: 'sum',
    array: arrayOf(numbers, [rows, columns], 'float32', 'a.npy'),
    axes: [1],
  };
  const sums = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let at = from; at < to; at++) sum = Math.fround(sum + numbers[row * columns + at]!);
      return sum;
    });
  const planted = (name: string, says: string, all: Float64Array, other: ArrayRequest = request): Planted => ({
    ...{ name: `sum: ${name}`, request: other, says, verdict: 'defect', answer: answerOf(all, [rows]) },
  });
  return [
    planted('without the last', 'number 36 of 0…36, the last, is missing', sums(0, 36)),
    planted('without the first', 'number 0 of 0…36, the first, is missing', sums(1, 37)),
    planted('of whole eights', 'the last 5 of 37 terms are missing, the rest of a division by 8', sums(0, 32)),
    planted(
      'mean',
      'it is divided by 37',
      sums(0, 37).map((x) => Math.fround(x / 37)),
    ),
    planted('not divided', 'not divided by 37', sums(0, 37), { ...request, mean: true }),
  ];
}

/** Whole numbers: stopping at a limit, and wrapping. */
export function integerPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted integers');
  const [rows, depth, columns] = [8, 24, 8];
  const a = Float64Array.from({ length: rows * depth }, () => rng.between(-128, 127));
  const b = Float64Array.from({ length: depth * columns }, () => rng.between(-128, 127));
  const request: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [rows, depth], 'int8', 'a.npy'),
    right: arrayOf(b, [depth, columns], 'int8', 'b.npy'),
  };
  const good = multiply(
    rows,
    depth,
    columns,
    (i, k) => a[i * depth + k]!,
    (k, j) => b[k * columns + j]!,
    (x) => x,
  );
  const planted = (name: string, says: string, change: (x: number) => number): Planted => ({
    ...{ name: `matmul: ${name}`, request, says, verdict: 'defect' },
    answer: { name: 'output', file: arrayOf(good.map(change), [rows, columns], 'int32', 'c.npy') },
  });
  return [
    planted('saturated', 'outputs stop at the limits of int16', (x) => Math.max(-32768, Math.min(32767, x))),
    planted('wrapped', 'outputs wrap around as int16 does', (x) => (x << 16) >> 16),
  ];
}
