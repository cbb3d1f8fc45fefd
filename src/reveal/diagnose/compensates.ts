import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import { type Entry, vectorsOf } from '../vectors.ts';

/**
 * Whether sums are compensated or exact: M + 1 − M with 1 on leaf 0, 1 or 2 and ±M on the other two. On a tree of two-term nodes that
 * hold fewer bits than M has, just one of the three gives 1. All three for M = 2^70: exact, or compensated with a second number. All
 * three for M = 2^24 and not for M = 2^40, which binary64 holds: compensated within binary32. 2^100 + 1 + 2^50 − 2^100 − 2^50 = 1
 * tells exact sums from compensated ones. The algorithm is named where one of our own gives the same bits on up to 4,096 random vectors.
 */
export async function compensates(questions: Questions): Promise<Reason | undefined> {
  if (questions.n < 3) return undefined;
  const how = await keepsMore(questions);
  const compared = Math.max(64, Math.min(mostCompared, Math.floor(mostTerms / questions.n)));
  const names = await namesOf(questions, compared);
  const named = names.length === 0 ? [] : [`the same bits as ${names.join(' and ')} on ${compared} random cases`];
  const because = [...how, ...named].join('; ');
  return because === '' ? undefined : { obstacle: 'compensated', because };
}

async function keepsMore(questions: Questions): Promise<readonly string[]> {
  const kept = await keptUnits(questions);
  if (kept[70]! >= 2) return [await beyondBinary64(questions)];
  return kept[24] === 3 && kept[40]! < 3
    ? ['sums are compensated within binary32: 2^24 + 1 − 2^24 is 1, 2^40 + 1 − 2^40 is not']
    : [];
}

/** By k in 24, 40, 70: in how many of three places 1 survives beside ±2^k. */
async function keptUnits(questions: Questions): Promise<Readonly<Record<number, number>>> {
  const places = [24, 40, 70].flatMap((power) => [0, 1, 2].map((place) => ({ power, place })));
  const list = places.map(({ power, place }): readonly Entry[] => {
    const [plus, minus] = [0, 1, 2].filter((leaf) => leaf !== place) as [number, number];
    return [
      [place, 1, 1],
      [plus, 2 ** power, 1],
      [minus, -(2 ** power), 1],
    ];
  });
  const answers = await questions.ask(vectorsOf(questions.n, list).lefts);
  const count = (power: number): number =>
    places.filter((each, index) => each.power === power && answers[index] === 1).length;
  return { 24: count(24), 40: count(40), 70: count(70) };
}

async function beyondBinary64(questions: Questions): Promise<string> {
  const terms = [2 ** 100, 1, 2 ** 50, -(2 ** 100), -(2 ** 50)];
  if (questions.n < terms.length) return 'sums are compensated or exact: 2^70 + 1 − 2^70 is 1';
  const [sum] = await questions.ask(
    vectorsOf(questions.n, [terms.map((value, leaf): Entry => [leaf, value, 1])]).lefts,
  );
  return sum === 1
    ? 'sums are exact or nearly so: 2^100 + 1 + 2^50 − 2^100 − 2^50 is 1'
    : 'sums are compensated: 2^70 + 1 − 2^70 is 1, but 2^100 + 1 + 2^50 − 2^100 − 2^50 is not 1';
}

const mostCompared = 4096;
const mostTerms = 2 ** 17;

/** Our own orders without a tree that give the same bits. */
async function namesOf(questions: Questions, compared: number): Promise<readonly string[]> {
  const { n } = questions;
  const { lefts, rights } = replayVectors(randomOf(8, 'compensates'), n, compared);
  const computed = await questions.check(lefts, rights);
  const alike = algorithms.filter(({ summation: algorithm, format, evaluate }) => {
    if (algorithm === 'tree' || format !== questions.format) return false;
    const own = format === 'binary32' ? new Float32Array(compared) : new Float64Array(compared);
    evaluate(lefts, rights, n, compared, own);
    return computed.every((value, index) => same(value, own[index]!));
  });
  return alike.map(({ name }) => `lastbit/${name}`);
}
