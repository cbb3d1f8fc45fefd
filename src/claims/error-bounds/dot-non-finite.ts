import { overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';

/**
 * NaN and infinities come through: a dot product with a NaN or infinite input is NaN, +∞ or −∞, and which of them depends on the products alone,
 * not on the order of summation.
 *
 *     NaN where some x_i·y_i is (an input is NaN, or 0·∞), or where there are infinite products of both signs; else the infinite products' sign · ∞
 *
 * Hypotheses: an input is NaN or infinite; in binary32 the finite products' absolute values sum to less than half of 2^128(1 − 2^-25), so that none of their partial sums
 * overflows; fewer than 2^23 terms; no such tap meets the padding, which an engine may add as zeros or leave out; and of an engine that was found to read
 * subnormal inputs as 0, none meets a subnormal number, as ∞·0 is NaN where ∞·2^-127 is ∞.
 *
 * Proof. By induction over the tree, every node's value is NaN if its subtree has a NaN product or infinite products of both signs, ±∞ if it
 * has infinite ones of one sign, and finite otherwise: NaN + anything = NaN, ∞ − ∞ = NaN, ∞ + finite = ∞ (IEEE 754-2019, 6.1, 6.2 and 7.2),
 * and finite sums stay finite by the second hypothesis (their roundings add less than as much again, for fewer than 2^23 terms). Fused operations and wider accumulators give the same.
 *
 * It does not speak of compensated algorithms, whose corrections are ∞ − ∞ = NaN. Broken by leaving out products with a zero, by sums that
 * are taken of neighbouring windows (Winograd), and by whatever replaces NaN by a number.
 */
export const dotNonFinite: OutputClaim = {
  id: 'dot-non-finite',
  kind: 'output',
  status: 'proven',
  mostDiscarded: { share: 0.999, because: 'it speaks of NaN and infinite inputs only, which one distribution has' },
  statement: 'NaN and infinite inputs give NaN or an infinity, the one that follows from the products, in every order.',
  hypotheses:
    'An input is NaN or infinite, none of these meets padding, or a subnormal number that is read as 0; in binary32 the other products’ absolute sum is below 2^127·(1 − 2^-25); fewer than 2^23 terms.',
  formula: 'ŝ = NaN if some x_i·y_i is NaN, or +∞ and −∞ are among them; ŝ = ±∞ if only one of them is',
  source: 'Proof in src/claims/error-bounds/dot-non-finite.ts, from IEEE 754-2019, 6.1, 6.2 and 7.2.',
  inapplicableTo: ({ summation: algorithm }) =>
    algorithm === 'compensated' || algorithm === 'exact' ? 'it is no summation tree' : undefined,
  boundFor: ({ format, flush }) => (flush.inputs ? boundsFlushed : boundsKept)[format],
};

const mostTerms = 2 ** 23;

const boundBelow = (most: number, inputs: boolean): ErrorBound => ({
  bound: () => 0,
  failedHypothesis: (facts: TermFacts) => {
    if (facts.finiteInputs) return 'all inputs are finite';
    if (facts.terms >= mostTerms) return `${mostTerms} terms or more`;
    const { finiteSum, inPadding, meetsSubnormal } = facts.special();
    if (inPadding) return 'a NaN or infinite tap meets the padding';
    if (inputs && meetsSubnormal) return 'a NaN or infinity meets a subnormal number, which is read as 0';
    return finiteSum < most ? undefined : 'the finite products might overflow';
  },
});

const boundsFor = (inputs: boolean) => ({
  binary32: boundBelow(overflowThreshold32 / 2, inputs),
  binary64: boundBelow(Number.POSITIVE_INFINITY, inputs),
});
const boundsKept = boundsFor(false);
const boundsFlushed = boundsFor(true);
