import { addDyadic, type Dyadic, dyadic, toBinary64 } from '../float/dyadic.ts';
import type { References } from '../judge/references.ts';
import { anyOrderIn, boundOfAnyOrder, larger } from './any-order-of.ts';
import type { Candidate } from './ask-subject.ts';
import type { ObservedWindow } from './observed-window.ts';
import type { OutputFacts } from './output-facts.ts';
import { specialResults } from './overflow.ts';
import type { Reach } from './reach.ts';

/** What observed numbers are judged by: one window of binary32 factors. */
export function observedWindow(
  { divisor = 1, inputFormat }: { readonly divisor?: number; readonly inputFormat?: 'binary16' | 'bfloat16' },
  references: References,
  facts: OutputFacts,
  candidates: readonly Candidate[],
  reach: Reach,
): ObservedWindow {
  const { left, right, window, plan } = references;
  const inBinary32 = divisor === 1 ? boundOfAnyOrder(references) : anyOrderIn('binary32', facts, divisor);
  const anyOrder = inputFormat === undefined ? inBinary32 : larger(inBinary32, anyOrderIn(inputFormat, facts, divisor));
  return {
    ...{
      left,
      right,
      window,
      base: 'binary32' as const,
      isRounded: false,
      divisor,
      facts,
      anyOrder,
      candidates,
      reach,
    },
    ...(inputFormat === undefined ? {} : { inputFormat }),
    special: specialResults({ left, right, isPadding: (t) => plan.image[t]! < 0 }, relativeBound(facts.nonZeroTerms)),
  };
}

/** The bound of any order without underflow, as a share of P. */
function relativeBound(n: number): number {
  const one: Dyadic = dyadic(1n, 0);
  const bound = anyOrderIn('binary32', { nonZeroTerms: n, absoluteSum: one }, 1);
  return bound === undefined ? 1 : toBinary64(addDyadic(bound, dyadic(1n, -100)));
}
