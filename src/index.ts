/**
 * lastbit as a library: exact references for convolutions and dot products of binary32 numbers, the bounds that
 * implementations must keep, summation trees and algorithms, engines, and what finds out about them: `check`,
 * `minimise`, `reveal`, `explain`, `judge`. See docs/library.md. What is exported here is stable within a minor
 * version; nothing else is.
 *
 * @packageDocumentation
 */

export type { Outputs } from './claims/claim.ts';
export type { ClaimStatus } from './claims/claim-text.ts';
export {
  type BoundDefinition,
  type ClaimDefinition,
  type ClaimedSubject,
  type ClaimWords,
  defineClaim,
  type OutputFacts,
  type PredicateDefinition,
  type RelationDefinition,
} from './claims/user-claim.ts';
export type { Case } from './conv/batch.ts';
export type { ConvShape, Depth, Padding } from './conv/shape.ts';
export type { BatchConvolution, ConvolutionFunction, Convolved, Implementation } from './engines/function-subject.ts';
export { UsageError } from './errors/usage-error.ts';
export { type Algorithm, algorithms } from './library/algorithm-list.ts';
export { type CheckResult, type Counterexample, check, minimise } from './library/check.ts';
export { type ClaimDescription, claims } from './library/claim-list.ts';
export {
  type ConvolutionReference,
  convolution,
  type DotReference,
  dotProduct,
  type Violation,
  violations,
} from './library/convolution.ts';
export { type KeptCorpus, type KeptEntry, type Replayed, readCorpus, replayCorpus } from './library/corpus.ts';
export { type BoundedSum, errorBound } from './library/error-bound.ts';
export { evaluateTree } from './library/evaluate-tree.ts';
export { type Explained, type ExplainOptions, explain } from './library/explain.ts';
export {
  type JudgeConvolution,
  type Judged,
  type JudgedAnswers,
  type JudgeProduct,
  type JudgeRequest,
  type JudgeSum,
  judge,
  type NumberArray,
} from './library/judge.ts';
export type { TryOptions } from './library/promises.ts';
export { type Revealed, type RevealedGroup, reveal, simulate } from './library/reveal.ts';
export {
  type Engines,
  type EnginesOptions,
  engineOf,
  openEngines,
  type Subject,
  type SubjectStatus,
} from './library/subjects.ts';
export type { Arithmetic } from './sums/accumulation.ts';
export type { SummationTree } from './sums/tree.ts';
export { parseTree, printTree } from './sums/tree-text.ts';
