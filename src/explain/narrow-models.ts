import { bfloat16, binary16, binary32, type Format } from '../float/format.ts';
import { algorithms } from '../sums/algorithms.ts';
import { type Narrowing, narrowInputs } from '../sums/narrow-inputs.ts';
import {
  blockedTree,
  lanesTree,
  numpyPairwiseTree,
  pairwiseTree,
  reversedTree,
  sequentialTree,
} from '../sums/schemes.ts';
import type { SummationTree } from '../sums/tree.ts';
import { flushedResults } from './flushed-results.ts';
import { matrixUnitResults } from './matrix-unit.ts';
import { type Mode, type NarrowResult, narrowSum } from './narrow-sums.ts';
import { quickRound } from './quick-round.ts';

interface InputModel {
  readonly what: string;
  readonly how: string;
  readonly narrowing: Narrowing;
}

const toNearest = 'to nearest';
export const inputModels: readonly InputModel[] = [
  { what: 'TF32 inputs', how: toNearest, narrowing: { bits: 11, rounding: 'nearest-even' } },
  { what: 'TF32 inputs', how: 'to nearest, ties away from zero', narrowing: { bits: 11, rounding: 'nearest-away' } },
  { what: 'TF32 inputs', how: 'toward zero', narrowing: { bits: 11, rounding: 'toward-zero' } },
  { what: 'bfloat16 inputs', how: toNearest, narrowing: { bits: 8, rounding: 'nearest-even' } },
  { what: 'bfloat16 inputs', how: 'toward zero', narrowing: { bits: 8, rounding: 'toward-zero' } },
  { what: 'binary16 inputs', how: toNearest, narrowing: { bits: 11, rounding: 'nearest-even', range: 'binary16' } },
  { what: 'binary16 inputs', how: 'toward zero', narrowing: { bits: 11, rounding: 'toward-zero', range: 'binary16' } },
];

const narrowFormats: readonly (readonly ['binary16' | 'bfloat16', Format])[] = [
  ['binary16', binary16],
  ['bfloat16', bfloat16],
];
const modes: readonly (readonly [Mode, string])[] = [
  ['nearest-even', toNearest],
  ['toward-zero', 'toward zero'],
];

/** Longer sums take too long with a tree in memory. */
const longestTree = 2 ** 17;
/** Of longer sums only the commonest orders are tried. */
const manyTerms = 2 ** 11;
const commonOrders = 3;

const orders: readonly (readonly [string, (n: number) => SummationTree])[] = [
  ['one after another', sequentialTree],
  ['by halves', (n) => pairwiseTree(n, 'first')],
  ['in the order of NumPy', numpyPairwiseTree],
  ['in 4 lanes', (n) => lanesTree(n, 4)],
  ['in 8 lanes', (n) => lanesTree(n, 8)],
  ['in 16 lanes', (n) => lanesTree(n, 16)],
  ['in 32 lanes', (n) => lanesTree(n, 32)],
  ['in blocks of 8', (n) => blockedTree(n, 8)],
  ['the last one first', reversedTree],
];

const treesOf = (n: number): readonly (readonly [string, SummationTree])[] =>
  orders.slice(0, n > manyTerms ? commonOrders : orders.length).map(([name, treeOf]) => [name, treeOf(n)]);

/** Binary32 sums of narrowed inputs that are tried, the plainest first. */
export const sums32: readonly (readonly [string, string])[] = [
  ['correctly-rounded', 'added exactly'],
  ['sequential', 'added in binary32 one after another'],
  ['sequential-fused', 'added in binary32 one after another with fused multiply-adds'],
  ['pairwise', 'added in binary32 by halves'],
  ['numpy-pairwise', 'added in binary32 in the order of NumPy'],
  ['lanes-4', 'added in binary32 in 4 lanes'],
  ['lanes-8', 'added in binary32 in 8 lanes'],
  ['lanes-8-fused', 'added in binary32 in 8 lanes with fused multiply-adds'],
  ['lanes-16', 'added in binary32 in 16 lanes'],
  ['lanes-16-fused', 'added in binary32 in 16 lanes with fused multiply-adds'],
];

/** The result of one of our algorithms in binary32. */
export function sumBy(algorithm: string, left: Float32Array, right: Float32Array): number {
  const out = new Float32Array(1);
  algorithms
    .find(({ name, format }) => name === algorithm && format === 'binary32')!
    .evaluate(left, right, left.length, 1, out);
  return out[0]!;
}

export const sameNumbers = (a: Float32Array, b: Float32Array): boolean => a.every((x, t) => Object.is(x, b[t]));

/**
 * What narrower arithmetics give for the window, the plainest first: flushed subnormal numbers, inputs of fewer bits,
 * results of fewer bits, sums and products of fewer bits, sums toward zero. What changes nothing here is left out.
 */
export function* narrowResults(left: Float32Array, right: Float32Array): Generator<NarrowResult> {
  yield* flushedResults(left, right, sums32, sumBy);
  yield* narrowInputResults(left, right);
  yield* narrowSumResults(left, right, '');
  for (const { what, narrowing } of inputModels.filter(({ how }) => how === toNearest)) {
    const [narrowLeft, narrowRight] = [narrowInputs(left, narrowing), narrowInputs(right, narrowing)];
    if (sameNumbers(left, narrowLeft) && sameNumbers(right, narrowRight)) continue;
    yield* narrowSumResults(narrowLeft, narrowRight, what);
    yield* matrixUnitResults(narrowLeft, narrowRight, what);
  }
  // Of factors that have few bits as they are.
  if ([left, right].every((numbers) => sameNumbers(numbers, narrowInputs(numbers, inputModels[0]!.narrowing))))
    yield* matrixUnitResults(left, right, '');
  yield* otherResults(left, right);
}

function* narrowInputResults(left: Float32Array, right: Float32Array): Generator<NarrowResult> {
  for (const { what, how, narrowing } of inputModels) {
    const [narrowLeft, narrowRight] = [narrowInputs(left, narrowing), narrowInputs(right, narrowing)];
    const [sameLeft, sameRight] = [sameNumbers(left, narrowLeft), sameNumbers(right, narrowRight)];
    if (sameLeft && sameRight) continue;
    for (const [algorithm, words] of sums32)
      yield {
        ...{ what, name: `${what} (rounded ${how}), ${words}`, format: 'binary32' as const },
        value: sumBy(algorithm, narrowLeft, narrowRight),
      };
    if (sameLeft || sameRight) continue;
    // Weights of 16 bits with activations of 32, or the reverse.
    const sides = [
      ['left', narrowLeft, right],
      ['right', left, narrowRight],
    ] as const;
    for (const [side, one, other] of sides)
      yield {
        ...{ what: `${what} on the ${side}`, format: 'binary32' as const },
        name: `${what} on the ${side} alone (rounded ${how}), added exactly`,
        value: sumBy('correctly-rounded', one, other),
      };
  }
}

function* narrowSumResults(left: Float32Array, right: Float32Array, inputs: string): Generator<NarrowResult> {
  const [before, lead] = inputs === '' ? ['', ''] : [`${inputs}, `, `${inputs} and `];
  const exact = sumBy('correctly-rounded', left, right);
  for (const [format, { ...numbers }] of narrowFormats) {
    for (const [mode, how] of modes) {
      const what = `${lead}a ${format} result`;
      const round = quickRound(numbers, mode);
      const rare = rareIf(mode);
      yield { what, format, name: `${before}the exact sum rounded ${how} to ${format}`, value: round(exact), ...rare };
      const loop = round(sumBy('sequential', left, right));
      yield {
        ...{ what, format, value: loop, ...rare },
        name: `${before}a binary32 loop, its result rounded ${how} to ${format}`,
      };
    }
  }
  const isLong = left.length > manyTerms;
  if (left.length > longestTree) return;
  // The products of a sum are its terms.
  const isSum = right.every((x) => x === 1);
  const trees = treesOf(left.length);
  for (const [format, numbers] of narrowFormats) {
    for (const [mode] of isLong ? modes.slice(0, 1) : modes) {
      for (const fused of isSum ? [true] : isLong ? [false] : [false, true]) {
        for (const [order, tree] of trees) {
          const products = isSum ? 'a sum' : fused ? 'products exact, added' : `products rounded to ${format}, added`;
          const arithmetic = { format: numbers, mode, fused };
          yield {
            what: `${lead}${format} sums`,
            name: `${before}${products} in ${format} ${order}${mode === 'toward-zero' ? ', toward zero' : ''}`,
            value: narrowSum(tree, left, right, arithmetic),
            format,
            ...rareIf(mode),
          };
        }
      }
    }
  }
}

function* otherResults(left: Float32Array, right: Float32Array): Generator<NarrowResult> {
  for (const [format, numbers] of narrowFormats) {
    const round = quickRound(numbers, 'nearest-even');
    const products = left.map((x, t) => round(x * right[t]!));
    const ones = new Float32Array(left.length).fill(1);
    for (const [algorithm, words] of sums32.filter(([, text]) => !text.includes('fused')))
      yield {
        ...{ what: `${format} products`, format: 'binary32' as const, value: sumBy(algorithm, products, ones) },
        name: `products rounded to ${format}, ${words}`,
      };
  }
  if (left.length > longestTree) return;
  const trees = treesOf(left.length);
  for (const fused of left.length > manyTerms ? [false] : [false, true]) {
    for (const [order, tree] of trees)
      yield {
        what: 'binary32 sums toward zero',
        name: `${fused ? 'fused multiply-adds' : 'products and sums'} in binary32 toward zero, ${order}`,
        value: narrowSum(tree, left, right, { format: binary32, mode: 'toward-zero', fused }),
        format: 'binary32' as const,
        isRare: true,
      };
  }
}

const rareIf = (mode: Mode): { readonly isRare?: true } => (mode === 'toward-zero' ? { isRare: true } : {});
