import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { type Batch, type Case, caseAt } from '../conv/batch.ts';
import { sameTerms } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import { usualOperation } from '../conv/shape.ts';
import { productCount } from '../conv/terms.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { otherConvolutions } from '../judge/other-convolutions.ts';
import { referencesOf } from '../judge/references.ts';
import type { Answers } from './answers.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** Other convolutions are computed exactly, so only for cases of at most this many products. */
const mostProducts = 2 ** 14;

/**
 * The convolutions with a usual fault (a flipped kernel, inputs rounded to fewer bits, …) that give the subject's
 * outputs of one case to within the any-order bound, each in words. Only those of `among`, if it is given. Undefined
 * if this case cannot tell: it is too large, it keeps that bound, an output cannot be
 * judged, or the subject has no such bound.
 */
export async function otherAnswers(
  subject: PreparedSubject,
  batch: Batch,
  place: number,
  answers: Answers,
  among?: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const { operation } = subject;
  const outcome = await answers.outcome(subject, batch);
  if (outcome.kind !== 'value') return undefined;
  if (dotAnyOrder.inapplicableTo(subject) !== undefined) return undefined;
  const input = caseAt(batch, place);
  if (sameTerms(input.shape, operation) !== usualOperation(input.shape)) return undefined;
  if (productCount(input.shape, operation) > mostProducts) return undefined;
  const outputs = outputSize(input.shape, operation);
  const computed = outcome.outputs.subarray(place * outputs, (place + 1) * outputs);
  const bound = dotAnyOrder.boundFor(subject);
  const isAnswer = (other: Case): boolean | undefined => {
    const references = referencesOf(
      { ...other, count: 1, images: other.image, kernels: other.kernel },
      usualOperation(other.shape),
    );
    const bounds = batchBounds(bound, references);
    if (bounds.values.some(Number.isNaN)) return undefined;
    // Exact arithmetic is needed only near the bound.
    const isFar = bounds.values.some(
      (limit, window) => Math.abs(computed[window]! - references.exact[window]!) > 4 * limit,
    );
    if (isFar) return false;
    const { discarded, violations } = judgeOutputs(bounds, references, computed, outcome.format);
    return discarded > 0 ? undefined : violations.length === 0;
  };
  // A case that breaks another claim only is right by this bound, and so by that of nearly the same convolutions.
  if (isAnswer(input) !== false) return undefined;
  return otherConvolutions(input)
    .filter((other) => among?.has(other.with) ?? true)
    .filter((other) => isAnswer(other.input) === true)
    .map((other) => other.with);
}
