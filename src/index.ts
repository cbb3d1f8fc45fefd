/**
 * lastbit as a library: exact references for convolutions and dot products of binary32 numbers, the bounds that
 * implementations must keep, and summation trees. See docs/library.md. What is exported here is stable within a minor
 * version; nothing else is.
 *
 * @packageDocumentation
 */
export type { ClaimStatus } from './claims/claim-text.ts';
export type { ConvShape, Padding } from './conv/shape.ts';
export { UsageError } from './errors/usage-error.ts';
export { type ClaimDescription, claims } from './library/claim-list.ts';
export {
  type ConvolutionReference,
  convolution,
  type DotReference,
  dotProduct,
  type Violation,
  violations,
} from './library/convolution.ts';
export { evaluateTree } from './library/evaluate-tree.ts';
export type { Arithmetic } from './sums/accumulation.ts';
export { parseTree } from './sums/parse-tree.ts';
export { printTree } from './sums/print-tree.ts';
export type { SummationTree } from './sums/tree.ts';
