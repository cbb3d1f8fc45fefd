/**
 * Arbitraries for tests of numerical kernels with fast-check 4. See docs/library.md.
 *
 * @packageDocumentation
 */
import type { Arbitrary } from 'fast-check';
import type { Case } from './conv/case.ts';
import { checkShape } from './conv/check-shape.ts';
import type { ConvShape } from './conv/shape.ts';
import { cases as inputCases } from './inputs/cases.ts';

export type { Case } from './conv/case.ts';
export type { ConvShape, Padding } from './conv/shape.ts';

/** What `cases` may be told. */
export interface CasesOptions {
  /** Every case has this shape, also after shrinking. Without it, shapes are drawn too. */
  readonly shape?: ConvShape;
}

/**
 * Inputs of one convolution: a shape, an NHWC image and an HWIO kernel of binary32 numbers. The distribution is that of
 * `lastbit fuzz`: numbers of one binade and of many, cancelling sums, halfway products, subnormal numbers, signed zeros
 * and the worst cases that are known. A value shrinks to simpler numbers and, where `shape` is not given, a smaller
 * shape; so does a value that was read from elsewhere.
 *
 * @throws UsageError, one line: `options.shape` is not of the domain
 */
export function cases(options: CasesOptions = {}): Arbitrary<Case> {
  if (options.shape !== undefined) checkShape(options.shape);
  return inputCases(options);
}
