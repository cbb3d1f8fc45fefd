import { type Case, caseAt } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { distributions } from '../inputs/distributions.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import type { RangeClass } from '../inputs/range-class.ts';
import { type DifferenceFound, differencesOf } from './difference.ts';
import { rangeOfCases } from './range-of-cases.ts';
import { type ShrinkingLimits, smallestDifference } from './smallest-difference.ts';

export interface DifferenceOptions extends ShrinkingLimits {
  readonly seed: number;
  /** Random cases, all distributions together. */
  readonly cases: number;
}

const classes: readonly RangeClass[] = ['normal', 'underflow', 'overflow', 'special'];
const perBatch = 2 ** 21;

/**
 * The smallest input on which two subjects give different numbers: +0 and −0 differ, two NaN do not. Random cases of
 * every distribution are tried. One differing case of each distribution is minimised, from the middle of the range if
 * possible: shape, zeros, bits, exponents, signs. A simpler case must still differ, in the same range class.
 */
export async function findDifference(
  pair: readonly [Subject, Subject],
  shape: ConvShape,
  options: DifferenceOptions,
): Promise<DifferenceFound> {
  const { operation } = pair[0];
  const { imageSize, kernelSize } = planTerms(shape, operation);
  const each = Math.max(8, Math.ceil(options.cases / distributions.length));
  const count = Math.min(each, Math.max(1, Math.floor(perBatch / (imageSize + kernelSize))));
  const starts = new Map<RangeClass, Case[]>();
  let cases = 0;
  for (const distribution of distributions) {
    let met = false;
    for (let done = 0; done < each && !met; done += count) {
      const batch = randomBatch(randomOf(options.seed, `${distribution.name} ${done}`), distribution, shape, count);
      const differing = await differencesOf(pair, batch);
      cases += count;
      const ranges = differing.some((output) => output >= 0) ? rangeOfCases(batch, operation) : [];
      for (const range of classes) {
        const index = ranges.findIndex((one, i) => one === range && differing[i]! >= 0);
        if (index < 0) continue;
        starts.set(range, [...(starts.get(range) ?? []), caseAt(batch, index)]);
        met = true;
      }
    }
  }
  const range = classes.find((one) => starts.has(one));
  if (range === undefined) return { kind: 'none', cases };
  const smallest = await smallestDifference(pair, starts.get(range)!, range, options);
  return { kind: 'different', cases, smallest };
}
