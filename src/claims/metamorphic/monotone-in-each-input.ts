import type { Batch } from '../../conv/batch.ts';
import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim, OutputPair, Relation } from '../metamorphic-claim.ts';
import { changedNumber, drawNumber } from './changed-number.ts';
import { isOwnTree } from './own-subjects.ts';

/**
 * A larger pixel gives no smaller output where its tap is positive, and no larger one where it is negative; likewise a larger
 * tap. The number is raised by 2^j numbers of the format, j at random, and stays finite.
 *
 * Hypotheses: the other factor is no NaN; where an output is NaN nothing is said.
 *
 * Proof for trees whose leaves are the products, each of them once, fused or not, and for correctly rounded results: a rounded
 * product, sum or multiply-add is non-decreasing in each of its terms, and the pixel is in one leaf of an output only, so the
 * output is a composition of non-decreasing functions of x·y. Flushing to zero is non-decreasing too. Compensated
 * algorithms use a term several times, transforms mix terms with both signs, truncating adders of several terms align to the largest: all these may break it.
 */
export const monotoneInEachInput: MetamorphicClaim = {
  id: 'monotone-in-each-input',
  kind: 'metamorphic',
  status: 'observed',
  mostDiscarded: { share: 0.3, because: 'sums that overflow give NaN, of which larger and smaller say nothing' },
  statement: 'A larger pixel times a positive tap makes no output smaller.',
  formula: 'x ≤ x′, y ≥ 0: f(x) ≤ f(x′)',
  source: 'Observed; proof for trees in src/claims/metamorphic/monotone-in-each-input.ts.',
  theoremFor: isOwnTree,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const chosen = drawNumber(plan, draw);
    if (chosen === undefined) return undefined;
    const steps = 2 ** draw(31);
    const varied = changedNumber(batch, chosen, (number) => raised(number, steps));
    const pairs: OutputPair[] = [];
    for (let index = 0; index < batch.count; index++) {
      for (const { output, pixel, tap } of chosen.uses) {
        const other = chosen.of === 'image' ? tapOf(batch, index, tap) : pixelOf(batch, index, pixel);
        const place = index * plan.outputs + output;
        if (Number.isNaN(other)) continue;
        pairs.push({ first: place, second: place, must: relationTo(other) });
      }
    }
    const change = `${chosen.of} number ${chosen.index} raised by ${steps} numbers`;
    return { batch: varied, pairs, change };
  },
};

function relationTo(other: number): Relation {
  return { kind: other > 0 ? 'not-smaller' : other < 0 ? 'not-larger' : 'same-value' };
}

function tapOf({ kernels, count }: Batch, index: number, tap: number): number {
  return kernels[(index * kernels.length) / count + tap]!;
}

function pixelOf({ images, count }: Batch, index: number, pixel: number): number {
  return pixel < 0 ? 0 : images[(index * images.length) / count + pixel]!;
}

const number32 = new Float32Array(1);
const pattern = new Int32Array(number32.buffer);
const largest = 0x7f7fffff;

/** So many numbers of the format further up, the largest finite one at most; NaN and infinities stay. */
function raised(x: number, steps: number): number {
  if (!Number.isFinite(x)) return x;
  number32[0] = x;
  const place = pattern[0]! < 0 ? -(pattern[0]! & 0x7fffffff) : pattern[0]!;
  const next = Math.min(place + steps, largest);
  pattern[0] = next < 0 ? -next | 0x80000000 : next;
  return number32[0]!;
}
