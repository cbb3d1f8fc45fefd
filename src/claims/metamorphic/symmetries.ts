import type { Batch } from '../../conv/batch.ts';
import { paddingOf } from '../../conv/output-shape.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { lowestBit } from '../../float/dyadic.ts';
import { smallestNormal32 } from '../../float/format.ts';
import type { MetamorphicClaim, OutputPair, Relation } from '../metamorphic-claim.ts';
import { isOwn, isOwnTree } from '../own-algorithm.ts';
import { changedNumber, drawNumber } from './changed-number.ts';
import { matchedOutputs, transposed, volumes, withoutTaps } from './variations.ts';

/**
 * An image and a kernel of the same size can be exchanged without changing a bit. Engines that narrow or prepare only
 * one of the two break it.
 *
 * Proof for lastbit's algorithms: x·y = y·x, also rounded.
 */
export const imageAndKernelExchanged: MetamorphicClaim = {
  id: 'image-and-kernel-exchanged',
  kind: 'metamorphic',
  status: 'observed',
  except: [...transposed, ...withoutTaps, ...volumes],
  statement: 'Exchanging an image and a kernel of the same size does not change a bit.',
  formula: 'f(x, y) ≡ f(y, x)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/symmetries.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    const alike = shape.height === shape.kernelHeight && shape.width === shape.kernelWidth;
    const single = shape.batch === 1 && shape.channelsOut === 1;
    if (!alike || !single || paddingOf(shape).some((zeros) => zeros > 0)) return undefined;
    const varied = { ...batch, images: batch.kernels, kernels: batch.images };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' });
    return { batch: varied, pairs, change: 'image and kernel exchanged' };
  },
};

/**
 * Negating the image negates the outputs, except for the sign of a zero. Directed rounding breaks it, and so does
 * rounding by adding a half.
 *
 * Proof for lastbit's algorithms: rounding to nearest is symmetric, so every operation of the second run gives the
 * negative of what the first one gave; compensated algorithms compare absolute values only. Sums of zeros begin with +0
 * in both.
 */
export const negatedImage: MetamorphicClaim = {
  id: 'negated-image',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Negating the image negates the outputs.',
  formula: 'f(−x, y) = −f(x, y)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/symmetries.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const varied = { ...batch, images: batch.images.map((pixel) => -pixel) };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'negated' });
    return { batch: varied, pairs, change: 'the image negated' };
  },
};

/**
 * Scaling the image by 2^k scales the outputs by 2^k, exactly.
 *
 * Hypotheses: no mean, whose quotient may be subnormal; inputs finite, none of a window subnormal before or after; all
 * products are multiples of 2^-126 before and after; Σ|x·y| < 2^126 before and after; n ≤ 2^12 terms.
 *
 * Proof for trees, fused or not, in binary32 or wider, and for correctly rounded results, whether subnormal results are
 * kept or flushed: a multiple of 2^g rounded to nearest is a multiple of 2^g, so all products and sums are multiples of
 * 2^-126, zero or normal, and below Σ|x·y|·(1+u)^n < 2^127, before and after. In this range rounding commutes with a
 * factor 2^k, so every operation of the second run gives 2^k times what the first one gave. Ties are no exception: the
 * significands are the same.
 */
export const scalingByPowerOfTwo: MetamorphicClaim = {
  id: 'scaling-by-power-of-two',
  kind: 'metamorphic',
  status: 'observed',
  except: ['mean'],
  mostDiscarded: { share: 0.5, because: 'distributions that leave the range on purpose say nothing here' },
  statement:
    'Scaling the image by a power of two scales the outputs by the same power, unless something leaves the range.',
  formula: 'f(2^k·x, y) = 2^k·f(x, y)',
  source: 'Observed; proof for trees in src/claims/metamorphic/symmetries.ts.',
  theoremFor: isOwnTree,
  vary: (batch, operation, draw) => {
    const power = (1 + draw(24)) * (draw(2) === 0 ? 1 : -1);
    const plan = planTerms(batch.shape, operation);
    if (plan.terms > 2 ** 12) return undefined;
    const varied: Batch = { ...batch, images: batch.images.map((pixel) => pixel * 2 ** power) };
    const { left, right } = gatherTerms(plan, batch);
    const pairs: OutputPair[] = [];
    for (let output = 0; output < batch.count * plan.outputs; output++) {
      const failed = outOfRange(left, right, output * plan.terms, plan.terms, power);
      const pair = { first: output, second: output, must: { kind: 'times', power } } as const;
      pairs.push(failed === undefined ? pair : { ...pair, discarded: failed });
    }
    return { batch: varied, pairs, change: `the image times 2^${power}` };
  },
};

function outOfRange(
  left: Float32Array,
  right: Float32Array,
  from: number,
  terms: number,
  power: number,
): string | undefined {
  const [lower, upper] = [2 ** Math.min(power, 0), 2 ** Math.max(power, 0)];
  let [grid, sum] = [Number.POSITIVE_INFINITY, 0];
  for (let t = from; t < from + terms; t++) {
    const [pixel, tap] = [Math.abs(left[t]!), Math.abs(right[t]!)];
    if (!(pixel < Number.POSITIVE_INFINITY && tap < Number.POSITIVE_INFINITY)) return 'an input is NaN or infinite';
    if (pixel !== 0 && (pixel * lower < smallestNormal32 || pixel * upper >= 2 ** 127))
      return 'a pixel leaves the range';
    if (tap !== 0 && tap < smallestNormal32) return 'a tap is subnormal';
    if (pixel * tap !== 0) grid = Math.min(grid, lowestBit(pixel * tap));
    sum += pixel * tap;
  }
  if (grid + Math.min(power, 0) < -126) return 'a product may be subnormal';
  return sum * upper * (1 + 2 ** -30) < 2 ** 126 ? undefined : 'a sum may overflow';
}

/**
 * Raising a pixel never lowers an output in which its tap is positive, and never raises one in which its tap is
 * negative; the same holds for taps. The number is raised by 2^j numbers of the format, for a random j, and stays
 * finite.
 *
 * Hypotheses: the other factor is no NaN; where an output is NaN nothing is said.
 *
 * Proof for trees whose leaves are the products, each of them once, fused or not, and for correctly rounded results: a
 * rounded product, sum or multiply-add is non-decreasing in each of its terms, and the pixel is in one leaf of an
 * output only, so the output is a composition of non-decreasing functions of x·y. Flushing to zero is non-decreasing
 * too. Compensated algorithms use a term several times, transforms mix terms with both signs, truncating adders of
 * several terms align to the largest: all these may break it.
 */
export const monotoneInEachInput: MetamorphicClaim = {
  id: 'monotone-in-each-input',
  kind: 'metamorphic',
  status: 'observed',
  mostDiscarded: { share: 0.3, because: 'sums that overflow give NaN, of which larger and smaller say nothing' },
  statement: 'Raising a pixel never lowers an output in which its tap is positive.',
  formula: 'x ≤ x′, y ≥ 0: f(x) ≤ f(x′)',
  source: 'Observed; proof for trees in src/claims/metamorphic/symmetries.ts.',
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
  return tap < 0 ? 1 : kernels[(index * kernels.length) / count + tap]!;
}

function pixelOf({ images, count }: Batch, index: number, pixel: number): number {
  return pixel < 0 ? 0 : images[(index * images.length) / count + pixel]!;
}

const number32 = new Float32Array(1);
const pattern = new Int32Array(number32.buffer);
const largest = 0x7f7fffff;

/**
 * The number that is `steps` numbers of the format above x, at most the largest finite one; NaN and infinities stay.
 */
function raised(x: number, steps: number): number {
  if (!Number.isFinite(x)) return x;
  number32[0] = x;
  const place = pattern[0]! < 0 ? -(pattern[0]! & 0x7fffffff) : pattern[0]!;
  const next = Math.min(place + steps, largest);
  pattern[0] = next < 0 ? -next | 0x80000000 : next;
  return number32[0]!;
}
