import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { isOwn } from '../own-algorithm.ts';
import { changedNumber, chosenNumber, drawNumber } from './changed-number.ts';
import { pairsOfCases, transposed, upTo, withoutTaps } from './variations.ts';

const others = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 100, -1, 2 ** -140] as const;

/**
 * A number outside an output's window does not affect the output. A pixel or tap becomes NaN, infinite, very large, −1
 * or subnormal; outputs that do not have it among their terms keep their bits. Transforms, which mix neighbouring
 * windows, break it, and so do engines that read beyond the window or skip by value.
 *
 * Proof for lastbit's algorithms: an output is a function of its terms alone.
 */
export const otherWindowsKeepTheirBits: MetamorphicClaim = {
  id: 'other-windows-keep-their-bits',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A pixel or tap changes only the outputs that have it among their terms.',
  formula: 'x_j not in window p: f(x)_p ≡ f(x′)_p',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/special-values.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const chosen = drawNumber(plan, draw);
    if (chosen === undefined) return undefined;
    const touched = new Set(chosen.uses.map(({ output }) => output));
    const untouched = upTo(plan.outputs).filter((output) => !touched.has(output));
    if (untouched.length === 0) return undefined;
    const value = others[draw(others.length)]!;
    const pairs = untouched.map((output) => ({ first: output, second: output, must: { kind: 'same-bits' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => value),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `${chosen.of} number ${chosen.index} becomes ${value}`,
    };
  },
};

/**
 * A NaN is never lost: every output that has it among its factors is NaN, whatever the other factor, zero and padding
 * included. Engines that skip zeros, or taps on the padding, break it.
 *
 * Proof for lastbit's algorithms: a rounded operation on a NaN gives NaN (IEEE 754-2019, 6.2), and every term is in the
 * result.
 */
export const nanReachesItsWindows: MetamorphicClaim = {
  id: 'nan-reaches-its-windows',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A NaN among the factors of an output makes the output NaN.',
  formula: 'x_j = NaN in window p: f(x)_p = NaN',
  source: 'Observed; IEEE 754-2019, 6.2; proof for lastbit’s algorithms in src/claims/metamorphic/special-values.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const chosen = drawNumber(plan, draw);
    if (chosen === undefined) return undefined;
    const pairs = chosen.uses
      .filter(({ pixel }) => pixel >= 0)
      .map(({ output }) => ({ first: output, second: output, must: { kind: 'nan' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => Number.NaN),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `${chosen.of} number ${chosen.index} becomes NaN`,
    };
  },
};

/**
 * An infinite pixel under a zero tap makes the output NaN, and so does a zero pixel under an infinite tap. Engines that
 * skip zeros break it.
 *
 * Proof for lastbit's algorithms: ∞ · 0 is NaN (IEEE 754-2019, 7.2), and every term is in the result.
 */
export const infinityTimesZero: MetamorphicClaim = {
  id: 'infinity-times-zero',
  kind: 'metamorphic',
  status: 'observed',
  except: withoutTaps,
  statement: 'An infinite pixel under a zero tap makes the output NaN, and so does a zero pixel under an infinite tap.',
  formula: 'x_j = ∞, y_j = 0 in window p: f(x, y)_p = NaN',
  source: 'Observed; IEEE 754-2019, 7.2; proof for lastbit’s algorithms in src/claims/metamorphic/special-values.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const from = draw(plan.image.length);
    const infinite = draw(2) === 0 ? 'pixel' : 'tap';
    const sign = draw(2) === 0 ? 1 : -1;
    for (let step = 0; step < plan.image.length; step++) {
      const place = (from + step) % plan.image.length;
      const [pixel, tap] = [plan.image[place]!, plan.kernel[place]!];
      if (pixel < 0) continue;
      const output = Math.floor(place / plan.terms);
      const [x, y] = infinite === 'pixel' ? [sign * Number.POSITIVE_INFINITY, 0] : [0, sign * Number.POSITIVE_INFINITY];
      const half = changedNumber(batch, { of: 'image', index: pixel }, () => x);
      return {
        batch: changedNumber(half, { of: 'kernel', index: tap }, () => y),
        pairs: pairsOfCases(
          batch.count,
          [plan.outputs, plan.outputs],
          [{ first: output, second: output, must: { kind: 'nan' } }],
        ),
        change: `pixel ${pixel} becomes ${x}, tap ${tap} becomes ${y}`,
      };
    }
    return undefined;
  },
};

/**
 * Padding is multiplied like any zero, so an infinite tap on it makes the output NaN. Libraries that skip such taps
 * give a finite number. Neither is a defect, so the report only states which one happens.
 *
 * Proof for lastbit's algorithms: padding is a factor +0, and ∞ · 0 is NaN (IEEE 754-2019, 7.2).
 */
export const infiniteTapOnPadding: MetamorphicClaim = {
  id: 'infinite-tap-on-padding',
  kind: 'metamorphic',
  status: 'observed',
  except: [...transposed, ...withoutTaps],
  statement: 'An infinite tap on the padding makes the output NaN.',
  formula: 'y_j = ∞ on padding in window p: f(x, y)_p = NaN',
  source: 'Observed; IEEE 754-2019, 7.2; proof for lastbit’s algorithms in src/claims/metamorphic/special-values.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    if (!plan.padded) return undefined;
    let place = draw(plan.image.length);
    while (plan.image[place]! >= 0) place = (place + 1) % plan.image.length;
    const chosen = chosenNumber(plan, 'kernel', plan.kernel[place]!);
    const pairs = chosen.uses
      .filter(({ pixel }) => pixel < 0)
      .map(({ output }) => ({ first: output, second: output, must: { kind: 'nan' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => Number.POSITIVE_INFINITY),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `tap ${chosen.index} becomes ∞`,
    };
  },
};
