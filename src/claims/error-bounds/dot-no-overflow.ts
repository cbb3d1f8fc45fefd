import type { ErrorBound, OutputClaim } from '../claim.ts';
import { dotAnyOrder } from './dot-any-order.ts';

/**
 * A dot product whose absolute sum, and the bound of any order on top of it, is below the overflow threshold is finite in every order, in
 * whatever way the terms cancel. It is a condition that can be checked without knowing the order.
 *
 *     P + bound(dot-any-order) < 2^128·(1 − 2^-25):   ŝ is finite
 *
 * Proof. Every value before its rounding is a sum of some of the products with factors (1+δ) and errors of underflow, hence at most P + bound
 * in size (step (4) of the proof of dot-any-order), and what is below the threshold does not round to infinity. Where the bound is for n
 * products, fewer make no more. As an inequality of errors: a finite ŝ is within 2^129 of s, and no other number is.
 *
 * The condition is sharp: 2^127 and 2^127·(1 − 2^-24) are just below it, and 2^127 twice, which is infinite, is above it. It is
 * broken by engines that scale, transform or square on the way.
 */
export const dotNoOverflow: OutputClaim = {
  id: 'dot-no-overflow',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  statement:
    'Where the sum of absolute products and the any-order bound together are below the overflow threshold, the result is finite in every order.',
  formula: 'P + bound < 2^128·(1 − 2^-25): ŝ is finite, |ŝ − s| < 2^129',
  hypotheses: 'Those of dot-any-order.',
  source: 'Proof in src/claims/error-bounds/dot-no-overflow.ts.',
  inapplicableTo: (subject) =>
    subject.format === 'binary64' ? 'nothing overflows in binary64' : dotAnyOrder.inapplicableTo(subject),
  boundFor: (subject) => {
    const ofAnyOrder = dotAnyOrder.boundFor(subject);
    const bound = bounds.get(ofAnyOrder) ?? {
      bound: () => 2 ** 129,
      failedHypothesis: (facts) => ofAnyOrder.failedHypothesis(facts),
    };
    bounds.set(ofAnyOrder, bound);
    return bound;
  },
};

/** The same one for the same traits, so that subjects share what is computed with it. */
const bounds = new Map<ErrorBound, ErrorBound>();
