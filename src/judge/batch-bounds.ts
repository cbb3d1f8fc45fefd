import type { ErrorBound } from '../claims/claim.ts';
import type { References } from './references.ts';
import { factsFromBelow } from './window-facts.ts';

/**
 * A claim's bound for every window of a batch, estimated from below. It is NaN where a hypothesis fails; `discarded`
 * has the reason.
 */
export interface BatchBounds {
  readonly bound: ErrorBound;
  readonly values: Float64Array;
  readonly discarded: ReadonlyMap<number, string>;
  /** How many windows were discarded for each reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

export function batchBounds(bound: ErrorBound, references: References): BatchBounds {
  const { windows } = references;
  const facts = factsFromBelow(references);
  const values = new Float64Array(windows);
  const discarded = new Map<number, string>();
  const reasons = new Map<string, number>();
  for (let window = 0; window < windows; window++) {
    const known = facts(window);
    const because = bound.failedHypothesis(known);
    if (because === undefined) values[window] = bound.bound(known);
    else {
      values[window] = Number.NaN;
      discarded.set(window, because);
      reasons.set(because, (reasons.get(because) ?? 0) + 1);
    }
  }
  return { bound, values, discarded, reasons };
}
