import type { Entry } from '../vectors.ts';

/** Vectors (right factors 1) and the sums that only the one tree gives. Non-adaptive: all go in one round. */
export interface Certificate {
  readonly kind: 'windows' | 'sperner' | 'parity';
  readonly lefts: Float32Array;
  readonly expected: Float64Array;
}

/** One vector of a certificate (right factors 1), and the sum that it must give. */
export interface CertificateCall {
  readonly entries: readonly Entry[];
  readonly expected: number;
}

/** Whether the answers are exactly the ones that the tree gives. */
export function accepts({ expected }: Certificate, answers: Float64Array): boolean {
  return expected.length === answers.length && expected.every((value, index) => value === answers[index]);
}
