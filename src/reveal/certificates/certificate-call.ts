import type { Entry } from '../vectors.ts';

/** One vector of a certificate (right factors 1), and the sum that it must give. */
export interface CertificateCall {
  readonly entries: readonly Entry[];
  readonly expected: number;
}
