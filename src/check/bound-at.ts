import { boundFor, type ErrorBound, type ErrorClaim } from '../claims/claim.ts';
import { isRevealedClaim, type RevealedBound, revealedBound } from '../claims/error-bounds/revealed-bound.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { productCount, termCount } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { describeArithmetic, describeTree } from '../reveal/describe.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/**
 * The bound that applies to a subject at a shape. Most claims state it beforehand. For a claim about known trees it is
 * the bound of the tree that is revealed at this shape. Undefined if there is neither.
 */
export async function boundAt(
  claim: ErrorClaim,
  subject: PreparedSubject,
  shape: ConvShape,
  partner?: PreparedSubject,
): Promise<ErrorBound | undefined> {
  const known = boundFor(claim, subject, partner);
  if (known !== undefined || !isRevealedClaim(claim)) return known;
  const found = await revealBound(subject, shape);
  return found?.claim === claim ? found.bound : undefined;
}

/** The sharpest proven bound for what a subject was found to do at one shape. `words` says what it was found to do. */
export interface BoundAtShape extends RevealedBound {
  readonly words: string;
}

const mostTerms = 32;
const mostTermsInAll = 512;
/**
 * As many whole cases are compared as by `reveal`. With fewer, an output with another tree was missed, because sums in
 * binary64 rarely differ.
 */
const revealing = { replays: 256, seed: 1, mostGroups: 1 };

/** Whether there is a sum to reveal, small enough to afford: revealing costs some hundred calls. */
export function isRevealable(shape: ConvShape, operation: Operation): boolean {
  const terms = termCount(shape, operation);
  return terms >= 2 && terms <= mostTerms && productCount(shape, operation) <= mostTermsInAll;
}

/**
 * Probes a subject at a shape, always with the same questions. Undefined unless one accumulation explains all outputs,
 * in a batch as well as alone, and a claim applies to it.
 */
export async function revealBound(subject: Subject, shape: ConvShape): Promise<BoundAtShape | undefined> {
  const outputs = outputSize(shape, subject.operation);
  const { groups, batchKeepsBits } = await revealSubject(subject, shape, revealing);
  const [first] = groups;
  if (first === undefined || first.outputs.length !== outputs || !batchKeepsBits) return undefined;
  const { revelation } = first;
  if (!revelation.explained) return undefined;
  const found = revealedBound(revelation.accumulation);
  const words = `${describeTree(revelation.tree, revelation.scheme)}; ${describeArithmetic(revelation.accumulation)}`;
  return found === undefined ? undefined : { ...found, words };
}
