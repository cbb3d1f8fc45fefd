import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { Diagnosis } from '../obstacle.ts';
import { type Entry, type Oracle, type Vectors, vectorsOf } from '../oracle.ts';
import { type Mismatch, same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import { inhomogeneous, skipsTerms, valueDependentOrder } from './value-dependence.ts';

/**
 * In this order: a black box that varies from call to call has no other feature, exact sums do not depend on an order,
 * and short inputs make most sums exact.
 */
const checks: readonly ((oracle: Oracle, mismatch: Mismatch | undefined) => Promise<Diagnosis | undefined>)[] = [
  nondeterministic,
  unmodelledRounding,
  inhomogeneous,
  compensated,
  skipsTerms,
  (oracle) => narrowNumbers(oracle, 'inputs'),
  valueDependentOrder,
];

/** Why a black box is not explained: the first check that applies, or else the mismatch itself. */
export async function diagnose(oracle: Oracle, mismatch: Mismatch | undefined): Promise<Diagnosis> {
  for (const check of checks) {
    const reason = await check(oracle, mismatch);
    if (reason !== undefined) return reason;
  }
  if (mismatch === undefined)
    return { obstacle: 'garbage', because: 'mask probes gave answers that no fixed summation tree gives' };
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

/**
 * Finds compensated and exact sums, with M + 1 − M: 1 lies on leaf 0, 1 or 2, and ±M on the other two. On a tree of
 * two-term additions with fewer bits than M has, exactly one of the three gives 1.
 *
 * - All three for M = 2^70: exact, or compensated with a second number.
 * - All three for M = 2^24, but not for M = 2^40, which binary64 holds: compensated within binary32.
 * - 2^100 + 1 + 2^50 − 2^100 − 2^50 = 1 distinguishes exact sums from compensated ones.
 *
 * The algorithm is named if one of our own gives the same bits on up to 4,096 random vectors.
 */
async function compensated(oracle: Oracle): Promise<Diagnosis | undefined> {
  if (oracle.n < 3) return undefined;
  const how = await keepsMore(oracle);
  const compared = Math.max(64, Math.min(mostCompared, Math.floor(mostTerms / oracle.n)));
  const names = await namesOf(oracle, compared);
  const named = names.length === 0 ? [] : [`the same bits as ${names.join(' and ')} on ${compared} random cases`];
  const because = [...how, ...named].join('; ');
  return because === '' ? undefined : { obstacle: 'compensated', because };
}

async function keepsMore(oracle: Oracle): Promise<readonly string[]> {
  const kept = await keptUnits(oracle);
  if (kept[70]! >= 2) return [await beyondBinary64(oracle)];
  return kept[24] === 3 && kept[40]! < 3
    ? ['sums are compensated within binary32: 2^24 + 1 − 2^24 is 1, 2^40 + 1 − 2^40 is not']
    : [];
}

/** For 2^24, 2^40 and 2^70: at how many of three places 1 survives beside the power and its negative. */
async function keptUnits(oracle: Oracle): Promise<Readonly<Record<number, number>>> {
  const places = [24, 40, 70].flatMap((power) => [0, 1, 2].map((place) => ({ power, place })));
  const list = places.map(({ power, place }): readonly Entry[] => {
    const [plus, minus] = [0, 1, 2].filter((leaf) => leaf !== place) as [number, number];
    return [
      [place, 1, 1],
      [plus, 2 ** power, 1],
      [minus, -(2 ** power), 1],
    ];
  });
  const answers = await oracle.ask(vectorsOf(oracle.n, list).lefts);
  const count = (power: number): number =>
    places.filter((each, index) => each.power === power && answers[index] === 1).length;
  return { 24: count(24), 40: count(40), 70: count(70) };
}

async function beyondBinary64(oracle: Oracle): Promise<string> {
  const terms = [2 ** 100, 1, 2 ** 50, -(2 ** 100), -(2 ** 50)];
  if (oracle.n < terms.length) return 'sums are compensated or exact: 2^70 + 1 − 2^70 is 1';
  const [sum] = await oracle.ask(vectorsOf(oracle.n, [terms.map((value, leaf): Entry => [leaf, value, 1])]).lefts);
  return sum === 1
    ? 'sums are exact or nearly so: 2^100 + 1 + 2^50 − 2^100 − 2^50 is 1'
    : 'sums are compensated: 2^70 + 1 − 2^70 is 1, but 2^100 + 1 + 2^50 − 2^100 − 2^50 is not 1';
}

/** The name of an algorithm of our own without a tree, if its bits are those of 64 random vectors of all kinds. */
export async function namedAlgorithm(oracle: Oracle): Promise<string | undefined> {
  return oracle.n < 3 ? undefined : (await namesOf(oracle, 64))[0];
}

const mostCompared = 4096;
const mostTerms = 2 ** 17;

/** Our own algorithms without a tree that give the same bits. */
async function namesOf(oracle: Oracle, compared: number): Promise<readonly string[]> {
  const { n } = oracle;
  const { lefts, rights } = replayVectors(randomOf(8, 'compensated'), n, compared);
  const computed = await oracle.check(lefts, rights);
  const alike = algorithms.filter(({ summation: algorithm, format, evaluate }) => {
    if (algorithm === 'tree' || format !== oracle.format) return false;
    const own = format === 'binary32' ? new Float32Array(compared) : new Float64Array(compared);
    evaluate(lefts, rights, n, compared, own);
    return computed.every((value, index) => same(value, own[index]!));
  });
  return alike.map(({ name }) => `lastbit/${name}`);
}
