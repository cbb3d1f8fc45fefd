import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { Diagnosis } from '../obstacle.ts';
import { type Entry, type Oracle, vectorsOf } from '../oracle.ts';
import { same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';

/**
 * Finds compensated and exact sums, with M + 1 − M: 1 lies on leaf 0, 1 or 2, and ±M on the other two. On a tree of
 * two-term additions with fewer bits than M has, exactly one of the three gives 1.
 *
 * - All three for M = 2^70: exact, or compensated with a second number.
 * - All three for M = 2^24, but not for M = 2^40, which binary64 holds: compensated within binary32.
 * - 2^100 + 1 + 2^50 − 2^100 − 2^50 = 1 distinguishes exact sums from compensated ones.
 *
 * The same is asked of terms 2, 4, 8, … apart, because blocks may be compensated and the terms within them not. The
 * algorithm is named if one of our own gives the same bits on up to 4,096 random vectors.
 */
export async function compensated(oracle: Oracle): Promise<Diagnosis | undefined> {
  if (oracle.n < 3) return undefined;
  const how = await keepsMore(oracle);
  const compared = Math.max(64, Math.min(mostCompared, Math.floor(mostTerms / oracle.n)));
  const names = await namesOf(oracle, compared);
  const named = names.length === 0 ? [] : [`the same bits as ${names.join(' and ')} on ${compared} random cases`];
  const because = [...how, ...named].join('; ');
  return because === '' ? undefined : { obstacle: 'compensated', because };
}

async function keepsMore(oracle: Oracle): Promise<readonly string[]> {
  const kept = await keptUnits(oracle, 1);
  if (kept[70]! >= 2) return [await beyondBinary64(oracle)];
  const isCompensated = (units: Readonly<Record<number, number>>): boolean => units[24] === 3 && units[40]! < 3;
  const words = 'sums are compensated within binary32';
  if (isCompensated(kept)) return [`${words}: 2^24 + 1 − 2^24 is 1, 2^40 + 1 − 2^40 is not`];
  for (let distance = 2; 2 * distance < oracle.n; distance *= 2) {
    if (!isCompensated(await keptUnits(oracle, distance))) continue;
    return [`${words} across blocks: 2^24 + 1 − 2^24 is 1 for terms ${distance} apart, and not for nearer ones`];
  }
  return [];
}

/**
 * For 2^24, 2^40 and 2^70: at how many of three places, so far apart, 1 survives beside the power and its negative.
 */
async function keptUnits(oracle: Oracle, distance: number): Promise<Readonly<Record<number, number>>> {
  const places = [24, 40, 70].flatMap((power) => [0, 1, 2].map((place) => ({ power, place })));
  const list = places.map(({ power, place }): readonly Entry[] => {
    const [plus, minus] = [0, 1, 2].filter((leaf) => leaf !== place) as [number, number];
    return [
      [place * distance, 1, 1],
      [plus * distance, 2 ** power, 1],
      [minus * distance, -(2 ** power), 1],
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
