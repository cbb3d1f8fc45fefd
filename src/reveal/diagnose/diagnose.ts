import { randomOf } from '../../inputs/random.ts';
import type { Diagnosis } from '../obstacle.ts';
import { type Oracle, type Vectors, vectorsOf } from '../oracle.ts';
import { type Mismatch, same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import { compensated } from './compensation.ts';
import { inhomogeneous, skipsTerms, valueDependentOrder } from './value-dependence.ts';

type Check = (oracle: Oracle, mismatch: Mismatch | undefined) => Promise<Diagnosis | undefined>;

const narrowedInputs: Check = (oracle) => narrowNumbers(oracle, 'inputs');

/**
 * In this order: a black box that varies from call to call has no other feature, exact sums do not depend on an order,
 * and short inputs make most sums exact.
 */
const checks: readonly Check[] = [
  nondeterministic,
  startsFromConstant,
  unmodelledRounding,
  inhomogeneous,
  compensated,
  skipsTerms,
  narrowedInputs,
  valueDependentOrder,
];

/** They ask for 24 significant bits, of which a result in 16 bits is known to keep fewer. */
const of24Bits: readonly Check[] = [startsFromConstant, unmodelledRounding, compensated, narrowedInputs];

/** `inhomogeneous` scales by 2^20, which binary16 does not hold. */
function checksFor({ narrow }: Oracle): readonly Check[] {
  if (narrow === undefined) return checks;
  const left = checks.filter((one) => !of24Bits.includes(one));
  return narrow === 'binary16' ? left.filter((one) => one !== inhomogeneous) : left;
}

/** Why a black box is not explained: the first check that applies, or else the mismatch itself. */
export async function diagnose(oracle: Oracle, mismatch: Mismatch | undefined): Promise<Diagnosis> {
  for (const check of checksFor(oracle)) {
    const reason = await check(oracle, mismatch);
    if (reason !== undefined) return reason;
  }
  if (mismatch === undefined)
    return { obstacle: 'garbage', because: 'mask probes gave answers that no fixed summation tree gives' };
  if (oracle.narrow !== undefined)
    return {
      obstacle: 'arithmetic',
      because:
        `a tree was found, but no arithmetic with inputs and results in ${oracle.narrow} gives all results; ` +
        'sums in binary32, flushed or not, and sums in the format were tried',
    };
  const { predicted, computed, kind } = mismatch;
  const numbers = `${signed(predicted)}, but ${signed(computed)} was computed`;
  const because = `the best model gives ${numbers} (kind of input: ${kind})`;
  return { obstacle: 'arithmetic', because };
}

function signed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const trials = 32;

/**
 * Finds a vector that gives different bits from one time to another. 32 vectors, with the mismatch first, are put
 * forward and backward in one batch. The batch is repeated, then put once more without its second half. Different bits
 * for the same batch mean "not repeatable". Different bits at two places of a batch mean "position-dependent", in a
 * smaller batch "batch-dependent". Other bits for the mismatch than before mean "not repeatable", now and then.
 */
export async function nondeterministic(oracle: Oracle, mismatch: Mismatch | undefined): Promise<Diagnosis | undefined> {
  const once = vectorsWith(mismatch, oracle.n);
  const twice = [thereAndBack(once.lefts, oracle.n), thereAndBack(once.rights, oracle.n)] as const;
  const first = await oracle.check(...twice);
  for (let again = 0; again < 3; again += 1) {
    if (!equal(await oracle.check(...twice), first))
      return { obstacle: 'not-repeatable', because: 'the same input gave different results in two calls' };
  }
  const [half, other] = [first.subarray(0, trials), first.slice(trials).reverse()];
  if (!equal(half, other))
    return {
      obstacle: 'position-dependent',
      because: 'a case gives different bits at another place in the same batch',
    };
  if (!equal(await oracle.check(once.lefts, once.rights), half))
    return { obstacle: 'batch-dependent', because: 'a case gives different bits in a smaller batch' };
  if (mismatch !== undefined && !same(half[0]!, mismatch.computed))
    return {
      obstacle: 'not-repeatable',
      because: 'the first mismatching input gave another result when it was repeated',
    };
  return undefined;
}

function vectorsWith(mismatch: Mismatch | undefined, n: number): Vectors {
  const vectors = replayVectors(randomOf(3, 'nondeterministic'), n, trials);
  if (mismatch !== undefined) {
    vectors.lefts.set(mismatch.lefts);
    vectors.rights.set(mismatch.rights);
  }
  return vectors;
}

/** The vectors, followed by the same in reverse. */
function thereAndBack(values: Float32Array, n: number): Float32Array {
  const both = new Float32Array(2 * values.length);
  both.set(values);
  for (let trial = 0; trial < trials; trial += 1)
    both.set(values.subarray(trial * n, (trial + 1) * n), (2 * trials - 1 - trial) * n);
  return both;
}

function equal(one: Float64Array, other: Float64Array): boolean {
  return one.every((value, index) => same(value, other[index]!));
}

/**
 * Finds sums that start from a constant, which is subtracted at the end: a product 2^-k alone is lost from some k on,
 * far above underflow, although 2^20 is not too large. With 24 bits the constant is about 2^(24 − k).
 */
async function startsFromConstant(oracle: Oracle): Promise<Diagnosis | undefined> {
  const powers = Array.from({ length: 100 }, (_, k) => k);
  const vectors = vectorsOf(oracle.n, [[[0, 2 ** 10, 2 ** 10]], ...powers.map((k) => [[0, 2 ** -k, 1] as const])]);
  const [large, ...alone] = await oracle.ask(vectors.lefts, vectors.rights);
  const lost = powers.find((k) => alone[k] !== 2 ** -k);
  if (large !== 2 ** 20 || lost === undefined || !powers.every((k) => k < lost || Math.abs(alone[k]!) !== 2 ** -k))
    return undefined;
  const because =
    `a product 2^-${lost} alone gives ${alone[lost]}: as if sums started from a constant of about 2^${24 - lost}, ` +
    'which is subtracted at the end';
  return { obstacle: 'arithmetic', because };
}

/**
 * Finds additions that are not rounded to nearest. With u = 2^-24, the number nearest to 1 + 1.5 u is 1 + 2u, and the
 * number nearest to 1 + 2^-40 is 1. A wider format holds both sums. The negatives are asked as well. All factors have
 * at most two significant bits, so that narrowed inputs hold them.
 */
async function unmodelledRounding(oracle: Oracle): Promise<Diagnosis | undefined> {
  if (oracle.n < 2) return undefined;
  const pairs = [1, -1].flatMap((sign) => [[sign, sign * 1.5 * 2 ** -24] as const, [sign, sign * 2 ** -40] as const]);
  const vectors = vectorsOf(
    oracle.n,
    pairs.map(([one, other]) => [
      [0, one, 1],
      [1, other, 1],
    ]),
  );
  const sums = await oracle.ask(vectors.lefts);
  const text = ['1 + 1.5 · 2^-24', '1 + 2^-40', '−1 − 1.5 · 2^-24', '−1 − 2^-40'];
  const cut = [0, 2].find((index) => Math.abs(sums[index]!) === 1);
  const away = [1, 3].find((index) => Math.abs(sums[index]!) === 1 + 2 ** -23);
  const wrong = cut ?? away;
  if (wrong === undefined) return undefined;
  const narrow = await narrowNumbers(oracle, 'results');
  if (narrow !== undefined) return narrow;
  const because = `additions are not rounded to nearest: ${text[wrong]} gives ${sums[wrong]}`;
  return { obstacle: 'arithmetic', because };
}

/** Formats by their number of significant bits. */
const narrowNames: Readonly<Record<number, string>> = { 8: ', as in bfloat16', 11: ', as in binary16' };

/**
 * Finds results, or inputs, that keep fewer bits than the additions may have: one product 1 + 2^-k alone, which no
 * addition rounds, comes out as 1. Narrowed inputs do this to a factor, but keep the square of one with few bits;
 * results do not.
 */
async function narrowNumbers(oracle: Oracle, which: 'inputs' | 'results'): Promise<Diagnosis | undefined> {
  const bits = Array.from({ length: 23 }, (_, index) => index + 1);
  const alone = vectorsOf(
    oracle.n,
    bits.map((k) => [[0, 1 + 2 ** -k, 1]]),
  );
  const sums = await oracle.ask(alone.lefts);
  const lost = bits.find((k, index) => sums[index] !== 1 + 2 ** -k);
  if (lost === undefined || lost < 2) return undefined;
  const factor = 1 + 2 ** -(lost - 1);
  const square = vectorsOf(oracle.n, [[[0, factor, factor]]]);
  const [result] = await oracle.ask(square.lefts, square.rights);
  const isInputs = result === Math.fround(factor * factor);
  if (isInputs !== (which === 'inputs')) return undefined;
  if (isInputs) {
    const rounded = `inputs are rounded to ${lost} significant bits${narrowNames[lost] ?? ''}`;
    const shown = `1 + 2^-${lost} times 1 gives ${sums[lost - 1]}, and the square of 1 + 2^-${lost - 1} is kept`;
    return { obstacle: 'arithmetic', because: `${rounded}: ${shown}; no model explains the rest` };
  }
  const because =
    `results are rounded to ${lost} significant bits${narrowNames[lost] ?? ''}: one product 1 + 2^-${lost} alone ` +
    `gives ${sums[lost - 1]}; how the additions round cannot be seen`;
  return { obstacle: 'arithmetic', because };
}
