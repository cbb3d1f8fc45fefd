import type { Batch } from '../../conv/batch.ts';
import type { TermPlan } from '../../conv/terms.ts';
import type { Draw } from '../metamorphic-claim.ts';

/** Where a number is used: in which output, with which pixel (−1 in the padding) and tap (−1 for a factor of 1). */
interface Use {
  readonly output: number;
  readonly pixel: number;
  readonly tap: number;
}

/** A pixel or tap of a case, and the outputs that have it among their terms. */
export interface ChosenNumber {
  readonly of: 'image' | 'kernel';
  readonly index: number;
  readonly uses: readonly Use[];
}

/**
 * A pixel or a tap that is used by some output, with a pixel and not with padding; undefined where all windows lie in
 * the padding.
 */
export function drawNumber(plan: TermPlan, draw: Draw): ChosenNumber | undefined {
  const inImage = draw(2) === 0;
  const from = draw(plan.image.length);
  for (let step = 0; step < plan.image.length; step++) {
    const place = (from + step) % plan.image.length;
    if (plan.image[place]! < 0) continue;
    const of = inImage || plan.kernel[place]! < 0 ? 'image' : 'kernel';
    return chosenNumber(plan, of, plan[of][place]!);
  }
  return undefined;
}

/** A number and its uses. An output uses a pixel at most once, and a tap too. */
export function chosenNumber(plan: TermPlan, of: 'image' | 'kernel', index: number): ChosenNumber {
  const indices = of === 'image' ? plan.image : plan.kernel;
  const uses: Use[] = [];
  for (let place = 0; place < indices.length; place++) {
    if (indices[place] !== index) continue;
    uses.push({ output: Math.floor(place / plan.terms), pixel: plan.image[place]!, tap: plan.kernel[place]! });
  }
  return { of, index, uses };
}

/** The batch with this number changed in every case. */
export function changedNumber(
  batch: Batch,
  { of, index }: Pick<ChosenNumber, 'of' | 'index'>,
  change: (x: number) => number,
): Batch {
  const numbers = (of === 'image' ? batch.images : batch.kernels).slice();
  const size = numbers.length / batch.count;
  for (let place = index; place < numbers.length; place += size) numbers[place] = change(numbers[place]!);
  return of === 'image' ? { ...batch, images: numbers } : { ...batch, kernels: numbers };
}
