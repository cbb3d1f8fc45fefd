import { noFlush } from '../../sums/accumulation.ts';
import type { OutputClaim } from '../claim.ts';
import { dotAnyOrder } from './dot-any-order.ts';

/**
 * An engine keeps subnormal numbers, as IEEE 754 has it: inputs, products and sums below 2^-126 are rounded to multiples of 2^-149 and not
 * replaced by 0. Said of engines that were found to flush when they were probed: for all others `dot-any-order` says the same.
 *
 *     |ŝ − s| ≤ the bound of dot-any-order for gradual underflow
 *
 * An engine may or may not do so, and says so nowhere: the counterexample shows a user what is lost. Broken by 2^-75 · 2^-74 = 2^-149 wherever products are flushed.
 */
export const dotGradualUnderflow: OutputClaim = {
  id: 'dot-gradual-underflow',
  kind: 'output',
  status: 'observed',
  statement: 'Numbers below 2^-126 are kept, not replaced by 0: the bound of any order holds with gradual underflow.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)(1+w)^(n−1) − 1',
  source: 'Gradual underflow: IEEE 754-2019, 3.3 and 7.5; the bound: src/claims/error-bounds/dot-any-order.ts.',
  inapplicableTo: (subject) =>
    Object.values(subject.flush).includes(true)
      ? dotAnyOrder.inapplicableTo(subject)
      : 'it was not found to flush; see dot-any-order',
  boundFor: (subject) => dotAnyOrder.boundFor({ ...subject, flush: noFlush }),
};
