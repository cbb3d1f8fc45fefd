import { exactDot64 } from '../../float/exact-dot.ts';
import { bfloat16, binary16, binary32, largestFinite32, tf32 } from '../../float/format.ts';
import { type Round, roundTo } from '../../float/round-to.ts';
import { bug, loops, type Mutant, mutantEngine, type Sum, sequentialSum } from './mutant.ts';

const { fround } = Math;
const smallestNormal = 2 ** -126;
const toBfloat16 = roundTo(bfloat16, 'nearest-even');
const truncated = roundTo(binary32, 'toward-zero');
const upward = roundTo(binary32, 'up');
const flushed: Round = (x) => (Math.abs(x) < smallestNormal ? 0 : fround(x));

/** Numbers beyond the range become the largest finite one; infinities stay. */
const saturated: Round = (x) =>
  Number.isFinite(x) ? Math.min(Math.max(fround(x), -largestFinite32), largestFinite32) : x;

/** A sequential sum in which each step can be replaced. */
export function sumWith(change: {
  readonly input?: Round;
  readonly product?: Round;
  readonly sum?: Round;
  readonly result?: Round;
}): Sum {
  const { input = (x) => x, product = fround, sum: add = fround, result = fround } = change;
  return (left, right, from, n) => {
    let sum = 0;
    for (let t = from; t < from + n; t++) sum = add(sum + product(input(left[t]!) * input(right[t]!)));
    return result(sum);
  };
}

/** The number as a sum of two bfloat16 numbers: about sixteen bits. */
const inTwoPieces: Round = (x) => {
  const high = toBfloat16(x);
  return high + toBfloat16(x - high);
};

const firstProductTruncated: Sum = (left, right, from, n) => {
  let sum = truncated(left[from]! * right[from]!);
  for (let t = from + 1; t < from + n; t++) sum = fround(sum + fround(left[t]! * right[t]!));
  return sum;
};

/** Right: it leaves out products with a zero, and with them the NaN of 0 · ∞. */
export const withoutZeros: Sum = (left, right, from, n) => {
  let sum = 0;
  for (let t = from; t < from + n; t++)
    if (left[t] !== 0 && right[t] !== 0) sum = fround(sum + fround(left[t]! * right[t]!));
  return sum;
};

const kahanWithWrongSign: Sum = (left, right, from, n) => {
  let sum = 0;
  let correction = 0;
  for (let t = from; t < from + n; t++) {
    const term = fround(fround(left[t]! * right[t]!) + correction);
    const next = fround(sum + term);
    correction = fround(fround(next - sum) - term);
    sum = next;
  }
  return sum;
};

/** Right indices, wrong numbers. */
export const arithmeticBugs: readonly Mutant[] = [
  bug('binary16-accumulator', 'accumulates in binary16', { sum: sumWith({ sum: roundTo(binary16, 'nearest-even') }) }),
  bug('binary16-result', 'rounds the result to binary16', {
    sum: sumWith({ result: roundTo(binary16, 'nearest-even') }),
  }),
  bug('bfloat16-inputs', 'rounds its inputs to bfloat16', { sum: sumWith({ input: toBfloat16 }) }),
  bug('tf32-inputs', 'rounds its inputs to TF32', { sum: sumWith({ input: roundTo(tf32, 'nearest-even') }) }),
  bug('split-inputs', 'holds its inputs in two bfloat16 numbers each', { sum: sumWith({ input: inTwoPieces }) }),
  bug('bfloat16-small-results', 'rounds results from 2^-126 to 1 to bfloat16', {
    sum: sumWith({ result: (x) => (Math.abs(x) < 1 && Math.abs(x) >= smallestNormal ? toBfloat16(x) : fround(x)) }),
  }),
  bug(
    'flush-to-zero',
    'gives 0 for every product and sum below 2^-126',
    { sum: sumWith({ product: flushed, sum: flushed }) },
    { claim: 'dot-gradual-underflow' },
  ),
  bug('22-bit-accumulator', 'accumulates in 22 bits', {
    sum: sumWith({ sum: roundTo({ ...binary32, precision: 22, minExponent: -128 }, 'nearest-even') }),
  }),
  bug(
    'truncating-accumulator',
    'cuts off its sums instead of rounding them',
    { sum: sumWith({ sum: truncated }) },
    {
      terms: 2,
    },
  ),
  bug('truncated-products', 'cuts off its products instead of rounding them', { sum: sumWith({ product: truncated }) }),
  bug('one-truncated-product', 'cuts off the first product instead of rounding it', { sum: firstProductTruncated }),
  bug('upward-result', 'accumulates in binary64, and rounds the result upwards', {
    sum: sumWith({ product: (x) => x, sum: (x) => x, result: upward }),
  }),
  bug(
    'nan-as-zero',
    'reads NaN as 0',
    { sum: sumWith({ input: (x) => (Number.isNaN(x) ? 0 : x) }) },
    { claim: 'dot-non-finite', terms: 0 },
  ),
  bug(
    'saturates-at-largest',
    'gives the largest finite number for every product and sum beyond it',
    { sum: sumWith({ product: saturated, sum: saturated }) },
    { claim: 'dot-overflow' },
  ),
  bug(
    'negative-zero-result',
    'gives −0 for every zero',
    { sum: sumWith({ result: (x) => (x === 0 ? -0 : x) }) },
    { claim: 'dot-zero-sign', terms: 0 },
  ),
];

/** A mutant that claims to be an algorithm of lastbit, and is held to the promises of that algorithm. */
function falselySold(
  name: string,
  does: string,
  sum: Sum,
  { id, ...rest }: Pick<Mutant, 'claim' | 'terms'> & { readonly id: string },
): Mutant {
  const algorithm = id.endsWith('correctly-rounded') ? 'exact' : id.endsWith('kahan') ? 'compensated' : 'tree';
  return { name, does, ...rest, subject: mutantEngine(name, loops({ sum }), { id, summation: algorithm }) };
}

/** Results within every bound of plain sums. Only the promise of the engine itself is broken. */
export const falseClaims: readonly Mutant[] = [
  falselySold(
    'double-rounding',
    'is sold as correctly rounded, and rounds to binary64 first',
    (left, right, from, n) => fround(exactDot64(left, right, from, n)),
    { id: 'lastbit/correctly-rounded', claim: 'dot-correctly-rounded', terms: 2 },
  ),
  falselySold(
    'kahan-wrong-sign',
    "is sold as Kahan's sum, and adds the correction that it should subtract",
    kahanWithWrongSign,
    { id: 'lastbit/kahan', claim: 'dot-kahan', terms: 4 },
  ),
  falselySold('loop-as-pairwise', 'is sold as a pairwise sum, and is a plain loop', sequentialSum, {
    id: 'lastbit/pairwise',
    claim: 'dot-height',
    terms: 4,
  }),
  falselySold(
    'binary32-as-wide',
    'is sold with a binary64 accumulator, and has one of binary32',
    sumWith({ product: (x) => x }),
    { id: 'lastbit/sequential-wide', claim: 'dot-wide', terms: 2 },
  ),
];
