import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import type { Mismatch } from '../replay.ts';
import { changesItsMind } from './changes-its-mind.ts';
import { compensates } from './compensates.ts';
import { followsItsTerms } from './follows-its-terms.ts';
import { leavesTermsOut } from './leaves-terms-out.ts';
import { ordersByValue } from './orders-by-value.ts';
import { roundsOtherwise } from './rounds-otherwise.ts';

/** In this order: what varies from call to call has no other trait, and exact sums do not depend on an order of the terms. */
const checks: readonly ((questions: Questions, mismatch: Mismatch | undefined) => Promise<Reason | undefined>)[] = [
  changesItsMind,
  roundsOtherwise,
  followsItsTerms,
  compensates,
  leavesTermsOut,
  ordersByValue,
];

/** Why a black box is not explained, from probes of its own: the first check that applies, else the mismatch itself. */
export async function diagnose(questions: Questions, mismatch: Mismatch | undefined): Promise<Reason> {
  for (const check of checks) {
    const reason = await check(questions, mismatch);
    if (reason !== undefined) return reason;
  }
  if (mismatch === undefined)
    return { obstacle: 'garbage', because: 'mask probes gave answers that no fixed summation tree gives' };
  const { predicted, computed, kind } = mismatch;
  const because = `the best model gives ${signed(predicted)} where ${signed(computed)} was computed (kind of input: ${kind})`;
  return { obstacle: 'arithmetic', because };
}

function signed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
