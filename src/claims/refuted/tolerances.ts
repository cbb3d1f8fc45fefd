import { absDyadic, addDyadic, compareDyadic, dyadicOf, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { exactDifference } from '../comparisons/exact-errors.ts';

export interface Tolerance {
  readonly id: string;
  readonly library: string;
  readonly relative: number;
  readonly absolute: number;
  readonly source: string;
}

/** The defaults for binary32, as the libraries' sources and manuals state them: |a − b| ≤ absolute + relative·|b|. */
export const defaultTolerances: readonly Tolerance[] = [
  {
    ...{ id: 'within-numpy-allclose', library: 'NumPy', relative: 1e-5, absolute: 1e-8 },
    source: 'numpy.allclose, NumPy 2.',
  },
  {
    ...{ id: 'within-numpy-assert-allclose', library: 'numpy.testing', relative: 1e-7, absolute: 0 },
    source: 'numpy.testing.assert_allclose, NumPy 2.',
  },
  {
    ...{ id: 'within-pytorch-assert-close', library: 'PyTorch', relative: 1.3e-6, absolute: 1e-5 },
    source: 'torch.testing.assert_close for float32, PyTorch 2.',
  },
  {
    ...{ id: 'within-tensorflow-assert-all-close', library: 'TensorFlow', relative: 1e-6, absolute: 1e-6 },
    source: 'tf.test.TestCase.assertAllClose, TensorFlow 2.',
  },
  {
    ...{ id: 'within-onnx-backend-test', library: 'ONNX', relative: 1e-3, absolute: 1e-7 },
    source: 'Backend test loader, onnx 1.',
  },
  {
    ...{ id: 'within-tfjs-arrays-close', library: 'TensorFlow.js', relative: 0, absolute: 1e-3 },
    source: 'expectArraysClose for 32-bit backends, @tensorflow/tfjs-core 4.',
  },
];

/**
 * Belief: correct implementations agree within the default tolerance of a library's tests. Refuted for each library by
 * the same three terms, whose sum is 0 in one order and 1, the exact value, in another: a tolerance relative to the
 * result, or to nothing, ignores the terms that cancelled. What holds is difference-any-order. The tolerances are taken
 * as the exact values of their binary64 numbers; the difference from the decimals does not matter here.
 */
export const withinDefaultTolerances: readonly ComparisonClaim[] = defaultTolerances.map(
  ({ id, library, relative, absolute, source }): ComparisonClaim => ({
    id,
    kind: 'comparison',
    status: 'refuted',
    statement: `Correct implementations of a dot product agree within the default tolerance of ${library}.`,
    formula: `|a − b| ≤ ${absolute} + ${relative}·|b|`,
    source,
    runs: [runOf('lastbit/sequential'), runOf('lastbit/reversed')],
    failedHypothesis: ofAnyFactors,
    holds: ([a, b]) => {
      const allowed = addDyadic(dyadicOf(absolute), multiplyDyadic(dyadicOf(relative), absDyadic(dyadicOf(b!))));
      return compareDyadic(exactDifference(a!, b!), allowed) <= 0;
    },
    refutation: {
      factors: [
        [16777216, 1],
        [1, 1],
        [-16777216, 1],
      ],
      results: [0, 1],
      because: 'The 1 is lost in 2^24, or is added to −2^24 exactly; both loops are correct.',
    },
  }),
);
