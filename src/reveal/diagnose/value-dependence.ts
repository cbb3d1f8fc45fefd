import { neighbouringBinades } from '../../inputs/distributions/binades.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import type { Diagnosis } from '../obstacle.ts';
import { type Oracle, vectorsOf } from '../oracle.ts';
import { same } from '../replay.ts';
import { vectorsFrom } from '../replay-vectors.ts';

const trials = 32;

/**
 * Every sum with roundings to nearest is homogeneous, even an exact or compensated one: negating all products negates
 * the sum, and scaling them by 2^20 scales it. Otherwise the order depends on signs or sizes. Tested on 32 vectors in
 * neighbouring binades, far from overflow and underflow. A sum that is not finite is garbage.
 */
export async function inhomogeneous(oracle: Oracle): Promise<Diagnosis | undefined> {
  const { n } = oracle;
  const { lefts, rights } = vectorsFrom(neighbouringBinades, randomOf(4, 'inhomogeneous'), n, trials);
  const sums = await oracle.check(lefts, rights);
  const odd = sums.find((sum) => !Number.isFinite(sum));
  if (odd !== undefined) return { obstacle: 'garbage', because: `small finite inputs gave ${odd}` };
  const follows = async (factor: number): Promise<boolean> => {
    const scaled = await oracle.check(
      lefts.map((value) => value * factor),
      rights,
    );
    return scaled.every((value, trial) => value === factor * sums[trial]!);
  };
  const dependent = (because: string): Diagnosis => ({ obstacle: 'value-dependent', because });
  if (!(await follows(-1)))
    return dependent('negating all products does not negate the sum: the order depends on signs');
  if (!(await follows(2 ** 20)))
    return dependent('scaling all products by 2^20 does not scale the sum: the order depends on sizes');
  return undefined;
}

/** Whether the order of summation depends on signs, sizes or other values, as far as sums tell. */
export async function dependsOnValues(oracle: Oracle): Promise<boolean> {
  return (await inhomogeneous(oracle)) !== undefined || (await isOrderFree(oracle));
}

/** No fused adder takes more terms, as far as is known. */
const mostFused = 40;

/**
 * Whether sums are the same in every order, and are not exact. Asked are 8 shuffles of one or two ones and of pairs
 * ±2^k over a hundred binades, which narrowed inputs hold and no accumulator does. A single fused adder of all terms
 * does not depend on their order either, so sums of few terms are not asked.
 */
export async function isOrderFree(oracle: Oracle): Promise<boolean> {
  const { n } = oracle;
  if (n <= mostFused) return false;
  const rng = randomOf(5, 'order free');
  const pairs = Math.floor((n - 1) / 2);
  const powers = Array.from({ length: pairs }, () => 2 ** (40 + rng.below(60)));
  const left = Float32Array.from({ length: n }, (_, k) => (1 - 2 * (k % 2)) * (powers[k >> 1] ?? 1 - 2 * (k % 2)));
  const sums = await askShuffled(oracle, shuffled, rng, { left, right: new Float32Array(n).fill(1), count: 8 });
  return sums.every((sum) => same(sum, sums[0]!)) && sums[0] !== n - 2 * pairs;
}

/**
 * Finds terms that are skipped because a factor is zero or small. Zero: ∞ · 0 gives no NaN, although NaN · 1 does; if
 * that does not either, NaN is lost on its way out. Small: 2^k · 2^-k on leaf 0 is 1 if the term is not skipped. k = 1
 * … 120, with the small factor on either side; the least k that gives 0 is reported.
 */
export async function skipsTerms(oracle: Oracle): Promise<Diagnosis | undefined> {
  const { n } = oracle;
  const zeros = vectorsOf(n, [[[0, Infinity, 0]], [[0, 0, Infinity]], [[0, Number.NaN, 1]]]);
  const powers = Array.from({ length: 120 }, (_, k) => k + 1);
  const small = vectorsOf(
    n,
    [...powers, ...powers.map((power) => -power)].map((power) => [[0, 2 ** power, 2 ** -power]]),
  );
  const lefts = joined(zeros.lefts, small.lefts);
  const answers = await oracle.ask(lefts, joined(zeros.rights, small.rights));
  for (const [side, first] of [
    ['right', zeros.count],
    ['left', zeros.count + powers.length],
  ] as const) {
    const power = powers.find((_, index) => answers[first + index] === 0);
    if (power === undefined) continue;
    const shown = `2^${power} · 2^-${power} gives 0`;
    const because = `terms with a small ${side} factor are skipped, from 2^-${power} down: ${shown}`;
    return { obstacle: 'value-dependent', because };
  }
  if (answers.subarray(0, 2).every(Number.isNaN)) return undefined;
  if (!Number.isNaN(answers[2]!))
    return { obstacle: 'arithmetic', because: `NaN is lost: NaN · 1 gives ${answers[2]}` };
  return { obstacle: 'value-dependent', because: 'terms with a factor 0 are skipped: ∞ · 0 gives no NaN' };
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/**
 * Finds an order of summation that depends on the values. If the same products on other leaves give the same sum in all
 * of 32 shuffles, they are sorted. If they do so in all shuffles that keep the order within each sign, the signs are
 * summed apart. Results of 16 bits show neither: a fixed order may round to the same number in every shuffle.
 */
export async function valueDependentOrder(oracle: Oracle): Promise<Diagnosis | undefined> {
  if (oracle.n < 5 || oracle.narrow !== undefined) return undefined;
  if (await sameWhenShuffled(oracle, shuffled)) {
    const because = 'shuffled products give the same sum: the order depends on the values';
    return { obstacle: 'value-dependent', because };
  }
  if (await sameWhenShuffled(oracle, shuffledWithinSigns)) {
    const because = 'moving positive products among negative ones keeps the sum: the two signs are summed apart';
    return { obstacle: 'value-dependent', because };
  }
  return undefined;
}

/** A new order of n terms, of which every second one is negative. */
type Shuffle = (n: number, rng: Rng) => readonly number[];

async function sameWhenShuffled(oracle: Oracle, shuffle: Shuffle): Promise<boolean> {
  const { n } = oracle;
  const rng = randomOf(4, 'value-dependent order');
  const { lefts: left, rights: right } = vectorsFrom(neighbouringBinades, rng, n, 1);
  for (let term = 0; term < n; term += 1) {
    left[term] = Math.abs(left[term]!) * (1 - 2 * (term % 2));
    right[term] = Math.abs(right[term]!);
  }
  const sums = await askShuffled(oracle, shuffle, rng, { left, right, count: trials });
  return sums.every((value) => same(value, sums[0]!));
}

/** The sums of one vector in `count` orders. */
async function askShuffled(
  oracle: Oracle,
  shuffle: Shuffle,
  rng: Rng,
  { left, right, count }: { readonly left: Float32Array; readonly right: Float32Array; readonly count: number },
): Promise<Float64Array> {
  const { n } = oracle;
  const lefts = new Float32Array(count * n);
  const rights = new Float32Array(count * n);
  for (let trial = 0; trial < count; trial += 1) {
    for (const [to, from] of shuffle(n, rng).entries()) {
      lefts[trial * n + to] = left[from]!;
      rights[trial * n + to] = right[from]!;
    }
  }
  return oracle.check(lefts, rights);
}

function shuffled(n: number, rng: Rng): readonly number[] {
  const order = Array.from({ length: n }, (_, term) => term);
  for (let k = 0; k < n; k += 1) {
    const other = k + rng.below(n - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}

function shuffledWithinSigns(n: number, rng: Rng): readonly number[] {
  const next = [0, 1];
  return shuffled(n, rng).map((term) => {
    const taken = next[term % 2]!;
    next[term % 2] = taken + 2;
    return taken;
  });
}
