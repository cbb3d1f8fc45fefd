import type { Start } from '../../sums/accumulation.ts';
import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';
import type { Conditions } from './probe-conditions.ts';

/**
 * With what accumulators begin, from two calls: all products −0, and all +0. To nearest, toward zero and upward −0 comes of −0 alone; downward
 * −0 comes of any two zeros but +0 and +0. So a +0 to start from shows by +0 for products −0 (downward it shows by no zero, but
 * only by what it rounds); a −0 shows downward by −0 for products +0, and elsewhere by what it rounds alone.
 */
export async function probeStart(questions: Questions, { rounding }: Conditions, takes: boolean): Promise<Start> {
  const zeros = (sign: number): Entry[] => Array.from({ length: questions.n }, (_, leaf) => [leaf, sign, 0]);
  const [ofNegative, ofPositive] = await questions.askEntries([zeros(-1), zeros(1)]);
  if (rounding === 'down') {
    if (Object.is(ofPositive, -0)) return 'negative-zero';
    return takes ? 'positive-zero' : 'first-product';
  }
  if (!Object.is(ofNegative, -0)) return 'positive-zero';
  return takes ? 'negative-zero' : 'first-product';
}
