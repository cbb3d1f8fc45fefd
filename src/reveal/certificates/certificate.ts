import type { FlatTree } from '../flat-tree.ts';
import { spernerCalls, spernerCertificate } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

/** Vectors (right factors 1) and the sums that only the one tree gives. Non-adaptive: all go in one round. */
export interface Certificate {
  readonly kind: 'windows' | 'sperner';
  readonly lefts: Float32Array;
  readonly expected: Float64Array;
}

/**
 * The smaller of the two proofs that a black box sums on the binary tree `tree`. With `anyArithmetic` only the one that
 * needs no assumption on the formats and the number of terms of the nodes.
 */
export function certificate(tree: FlatTree, anyArithmetic: boolean): Certificate {
  const sperner = spernerCalls(tree);
  const windows = anyArithmetic ? undefined : windowCertificate(tree, sperner);
  return windows ?? spernerCertificate(tree);
}

/** Whether the answers are exactly the ones that the tree gives. */
export function accepts({ expected }: Certificate, answers: Float64Array): boolean {
  return expected.length === answers.length && expected.every((value, index) => Object.is(value, answers[index]));
}
