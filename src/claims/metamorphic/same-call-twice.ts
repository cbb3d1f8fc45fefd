import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';

/**
 * The same question has the same answer, to the bit. Whoever reads memory that nobody wrote, adds in the order in which threads arrive, or chooses its code anew by
 * what came before, breaks it.
 *
 * Proof for our own orders: they are functions of their arguments.
 */
export const sameCallTwice: MetamorphicClaim = {
  id: 'same-call-twice',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'The same call gives the same bits again.',
  formula: 'f(x, y) ≡ f(x, y)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/same-call-twice.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => ({
    batch,
    pairs: matchedOutputs(batch, batch, operation, { kind: 'same-bits' }),
    change: 'the same again',
  }),
};
