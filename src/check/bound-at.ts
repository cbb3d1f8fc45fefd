import { boundFor, type ErrorBound, type ErrorClaim } from '../claims/claim.ts';
import { isRevealedClaim, type RevealedBound, revealedBound } from '../claims/error-bounds/revealed-bound.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { describeArithmetic, describeTree } from '../reveal/describe.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/**
 * The bound that applies to a subject at a shape: what the claim says of it beforehand, or, for a claim about known
 * trees, of the tree that is revealed there. undefined where neither says anything.
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

/** The sharpest proven bound for what a subject was found to do at one shape, and what that is, in words. */
export interface BoundAtShape extends RevealedBound {
  readonly words: string;
}

const mostTerms = 32;
const mostTermsInAll = 512;
/**
 * As many whole cases are compared as `reveal` does: fewer have missed an output of another tree, whose sums in
 * binary64 seldom differ.
 */
const revealing = { replays: 256, seed: 1, mostGroups: 1 };

/** Whether there is a sum to reveal, and one that is small enough: it costs some hundred calls. */
export function isRevealable(shape: ConvShape, operation: Operation): boolean {
  const { terms, outputs } = planTerms(shape, operation);
  return terms >= 2 && terms <= mostTerms && terms * outputs <= mostTermsInAll;
}

/**
 * Probes a subject at a shape, each time with the same questions. Undefined where not one accumulation explains all
 * outputs, alone as among others, and where no claim speaks of it.
 */
export async function revealBound(subject: Subject, shape: ConvShape): Promise<BoundAtShape | undefined> {
  const { outputs } = planTerms(shape, subject.operation);
  const { groups, batchKeepsBits } = await revealSubject(subject, shape, revealing);
  const [first] = groups;
  if (first === undefined || first.outputs.length !== outputs || !batchKeepsBits) return undefined;
  const { revelation } = first;
  if (!revelation.explained) return undefined;
  const found = revealedBound(revelation.accumulation);
  const words = `${describeTree(revelation.tree, revelation.scheme)}; ${describeArithmetic(revelation.accumulation)}`;
  return found === undefined ? undefined : { ...found, words };
}
