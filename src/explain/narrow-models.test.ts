import { expect, test } from 'vitest';
import { bfloat16, binary16, binary32 } from '../float/format.ts';
import { randomOf } from '../inputs/random.ts';
import { algorithms } from '../sums/algorithms.ts';
import { narrowInputs } from '../sums/narrow-inputs.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { narrowResults } from './narrow-models.ts';
import { narrowSum } from './narrow-sums.ts';

const find = (left: Float32Array, right: Float32Array, name: string): number =>
  [...narrowResults(left, right)].find((one) => one.name === name)!.value;

test('a 3×3 transformation in TF32 gives 1078 where 22.53 is due (pytorch 116966)', () => {
  const left = Float32Array.of(0.83899, 0.54414, 331420);
  const right = Float32Array.of(2274500, -4116000, 1);
  expect(find(left, right, 'TF32 inputs (rounded to nearest), added exactly')).toBe(1078);
  expect(find(left, right, 'TF32 inputs (rounded toward zero), added exactly')).toBe(218);
});

test('bfloat16 inputs give what a TPU printed (jax 9973)', () => {
  const [left, right] = [Float32Array.of(0.3744, 0.1656), Float32Array.of(0.3946, 0.1569)];
  expect(find(left, right, 'bfloat16 inputs (rounded to nearest), added exactly')).toBe(Math.fround(0.17405128));
});

test('what changes nothing is not tried', () => {
  const numbers = Float32Array.of(1, 2, 3);
  expect([...narrowResults(numbers, numbers)].filter(({ what }) => / inputs/.test(what))).toEqual([]);
});

test('a sum in a narrow format is that of binary32 where the format is binary32', () => {
  const rng = randomOf(3);
  const draw = (): number => Math.fround((rng.below(2 ** 24) - 2 ** 23) / 2 ** rng.below(9));
  for (let round = 0; round < 50; round++) {
    const [left, right] = [Float32Array.from({ length: 9 }, draw), Float32Array.from({ length: 9 }, draw)];
    for (const [name, fused] of [
      ['sequential', false],
      ['sequential-fused', true],
    ] as const) {
      const out = new Float32Array(1);
      algorithms.find((one) => one.name === name && one.format === 'binary32')!.evaluate(left, right, 9, 1, out);
      expect(narrowSum(sequentialTree(9), left, right, { format: binary32, mode: 'nearest-even', fused })).toBe(out[0]);
    }
  }
});

test('a loop in binary16 stops where one more is half a place, and one in bfloat16 sooner', () => {
  const ones = new Float32Array(3000).fill(1);
  const arithmetic = { mode: 'nearest-even', fused: false } as const;
  expect(narrowSum(sequentialTree(3000), ones, ones, { ...arithmetic, format: binary16 })).toBe(2048);
  expect(narrowSum(sequentialTree(3000), ones, ones, { ...arithmetic, format: bfloat16 })).toBe(256);
});

test('ties go away from zero where the instruction for TF32 sends them', () => {
  const tie = 1 + 2 ** -11;
  expect([...narrowInputs(Float32Array.of(tie, -tie, 1), { bits: 11, rounding: 'nearest-away' })]).toEqual([
    1 + 2 ** -10,
    -1 - 2 ** -10,
    1,
  ]);
});

test('a matrix unit cuts what lies below a place of its largest operand', () => {
  const factors = Float32Array.of(1, 2 ** -12, 2 ** -12, 2 ** -12, 2 ** -12);
  const results = [...narrowResults(factors, factors)].filter(({ what }) => what === 'a matrix unit');
  // 4·2^-24 is 2^-22: all of it is lost without guard bits, and none of it with one.
  expect(results.map(({ value }) => value)).toEqual(expect.arrayContaining([1, 1 + 2 ** -22]));
  const far = Float32Array.of(1, 2 ** -20, 2 ** -20);
  expect([...narrowResults(far, far)].filter(({ what }) => what === 'a matrix unit').map(({ value }) => value)).toEqual(
    [1],
  );
});
