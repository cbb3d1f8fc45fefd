import type { Rng } from '../inputs/random.ts';
import { type Accumulation, type FusedAdder, noFlush } from '../sums/accumulation.ts';
import type { InputRounding } from '../sums/narrow-inputs.ts';
import { randomFlatTree } from './black-boxes.test-support.ts';
import { extendedKinds, randomExtended, randomIeeeAccumulation } from './features/random-accumulation.test-support.ts';
import { summationTreeOf } from './flat-tree.ts';

const unitInputs: readonly InputRounding[] = [
  { bits: 8, rounding: 'nearest-even' },
  { bits: 11, rounding: 'toward-zero' },
  { bits: 11, rounding: 'nearest-even', range: 'binary16' },
  { bits: 4, rounding: 'nearest-even', range: 'e4m3' },
  { bits: 3, rounding: 'nearest-even', range: 'e5m2' },
];

/** Fused adders of every kind: aligned by values and by factors, with results of 24 bits and of fewer. */
function randomUnit(rng: Rng, n: number): Accumulation {
  const tree = randomFlatTree(rng, n, 5);
  const to = { precision: 14, minExponent: -126, maxExponent: 127 };
  const adder: FusedAdder = {
    ...{ guardBits: rng.below(4), end: rng.below(2) === 0 ? 'toward-zero' : 'nearest-even' },
    ...(rng.below(2) === 0 ? { aligns: 'factors' } : {}),
    ...(rng.below(2) === 0 ? { to } : {}),
  };
  return {
    ...{ tree: summationTreeOf(tree), products: Array(n).fill('exact'), nodes: tree.children.map(() => adder) },
    ...{ start: 'positive-zero', result: 'binary32', inputs: unitInputs[rng.below(5)]! },
    flush: { ...noFlush, inputs: rng.below(2) === 0 },
  };
}

/** Terms left out, in binary32, and where subnormal inputs of binary32 and of a smaller format are zeros. */
function leavingOut(rng: Rng, n: number, k: number): Accumulation {
  const leavesOut = (['left', 'right', 'either'] as const)[k % 3]!;
  const flush = { ...noFlush, inputs: k >= 3 };
  if (k >= 6) return { ...randomUnit(rng, n), leavesOut, flush };
  return { ...randomIeeeAccumulation(rng, randomFlatTree(rng, n, 4)), leavesOut, flush };
}

/** An accumulation of every kind that models can have, by name. */
export function everyKind(rng: Rng): readonly (readonly [kind: string, accumulation: Accumulation])[] {
  const size = (): number => 2 + rng.below(8);
  return [
    ...extendedKinds.map((kind) => [kind, randomExtended(rng, kind, size()).accumulation] as const),
    ...Array.from({ length: 5 }, (_, k) => {
      return [`IEEE ${k}`, randomIeeeAccumulation(rng, randomFlatTree(rng, size(), 4))] as const;
    }),
    ...Array.from({ length: 6 }, (_, k) => [`matrix unit ${k}`, randomUnit(rng, size() + 1)] as const),
    ...Array.from({ length: 9 }, (_, k) => [`terms left out ${k}`, leavingOut(rng, size() + 1, k)] as const),
    ...(['binary16', 'bfloat16'] as const).map((end) => {
      const range = end === 'binary16' ? { range: end } : {};
      const inputs = { bits: end === 'binary16' ? 11 : 8, rounding: 'nearest-even', ...range } as const;
      const one = randomIeeeAccumulation(rng, randomFlatTree(rng, size(), 4));
      return [`a result of ${end}`, { ...one, inputs, result: 'binary32', end }] as const;
    }),
    ['a lone term', { ...randomIeeeAccumulation(rng, randomFlatTree(rng, 1)), start: 'positive-zero' }],
  ];
}
