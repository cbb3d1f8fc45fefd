import { boundFor, type ErrorBound, type OutputClaim, type PairClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { judgePairs, type PairMember, type PairVerdicts } from '../judge/judge-pairs.ts';
import { addHistogram, emptyHistogram } from '../judge/ratio-histogram.ts';
import { indexOfWindow, judgedOf, type References } from '../judge/references.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import type { Answers } from './answers.ts';
import { checkRule } from './check-rule.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import { heldNormwise, heldOutputs } from './transform-outputs.ts';

/** Verdicts, or why the subject gave no numbers. */
export type Checked<T> = T | Exclude<Outcome, { readonly kind: 'value' }>;

export const isVerdicts = <T extends object>(checked: Checked<T>): checked is T => !('kind' in checked);

/**
 * Checks a claim about the error of outputs on a batch: |computed − exact| ≤ bound. Pass `bound` if the claim itself
 * does not determine it, as for a revealed tree. Outputs of a transform are held to its normwise bound. Throws a
 * RangeError if the claim does not apply to the subject.
 */
export async function checkOutputs(
  claim: OutputClaim,
  subject: PreparedSubject,
  batch: Batch,
  answers: Answers,
  bound: ErrorBound | undefined = boundFor(claim, subject),
): Promise<Checked<Verdicts<JudgedOutput>>> {
  if (bound === undefined) throw new RangeError(`${claim.id} does not apply to ${subject.id}`);
  // A claim with a rule judges all outputs of a case together and has no bound.
  if (claim.rule !== undefined) return checkRule(claim.rule, subject, batch, answers);
  const computed = await answers.outcome(subject, batch);
  if (computed.kind !== 'value') return computed;
  const references = answers.references(batch, subject.operation);
  const bounds = answers.bounds(bound, references);
  const verdicts = judgeOutputs(bounds, references, judgedOf(references, computed.outputs), computed.format);
  // Kept for `checkPairs`, which needs the violations of each subject.
  answers.once(computed, bounds, () => verdicts.violations);
  const sampled = inAnswer(verdicts, references, computed.outputs.length);
  const others = answers.suspected(batch, subject.operation, computed);
  if (others === undefined) return heldNormwise(claim, subject, batch, sampled);
  const given = judgedOf(others, computed.outputs);
  const suspected = judgeOutputs(answers.bounds(bound, others), others, given, computed.format);
  const all = joined(sampled, inAnswer(suspected, others, computed.outputs.length));
  return heldNormwise(claim, subject, batch, all);
}

/** The verdicts on different outputs of an answer as one. */
function joined(one: Verdicts<JudgedOutput>, other: Verdicts<JudgedOutput>): Verdicts<JudgedOutput> {
  const histogram = emptyHistogram();
  for (const part of [one, other]) addHistogram(histogram, part.histogram);
  const reasons = new Map(one.reasons);
  for (const [reason, count] of other.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const [better] = one.attained >= other.attained ? [one] : [other];
  return {
    ...{ outputs: one.outputs + other.outputs, discarded: one.discarded + other.discarded, reasons, histogram },
    ...{ attained: better.attained, worst: better.worst, violations: [...one.violations, ...other.violations] },
  };
}

/** Verdicts on windows as verdicts on places of an answer of `length` numbers. */
function inAnswer<V extends JudgedOutput, T extends Verdicts<V>>(
  verdicts: T,
  references: References,
  length: number,
): T {
  if (references.plan.chosen === undefined) return verdicts;
  const worst = indexOfWindow(references, verdicts.worst, length / references.cases);
  return { ...verdicts, worst, violations: inAnswerOf(verdicts.violations, references, length) };
}

const inAnswerOf = <V extends JudgedOutput>(outputs: readonly V[], references: References, length: number): V[] =>
  outputs.map((output) => ({
    ...output,
    window: indexOfWindow(references, output.window, length / references.cases),
  }));

/**
 * Checks a claim about two subjects on a batch: |computed − computed by another| ≤ bound. Each output is compared with
 * the smallest and the largest of the other subjects that have the same bound. The first call compares all subjects, so
 * all calls with one batch must pass the same ones.
 */
export async function checkPairs(
  claim: PairClaim,
  subject: PreparedSubject,
  subjects: readonly PreparedSubject[],
  batch: Batch,
  answers: Answers,
): Promise<Checked<PairVerdicts>> {
  const computed = await answers.outcome(subject, batch);
  if (computed.kind !== 'value') return computed;
  const all = await answers.once(batch, claim, () => comparedWithAll(claim, subjects, batch, answers));
  return all.get(subject) ?? { kind: 'declined', reason: 'no other subject answers this batch' };
}

async function comparedWithAll(
  claim: PairClaim,
  subjects: readonly PreparedSubject[],
  batch: Batch,
  answers: Answers,
): Promise<ReadonlyMap<PreparedSubject, PairVerdicts>> {
  const groups = new Map<References, (PairMember & { readonly subject: PreparedSubject })[]>();
  for (const subject of subjects) {
    const bound = boundFor(claim.each, subject);
    const computed = await answers.outcome(subject, batch);
    if (bound === undefined || computed.kind !== 'value') continue;
    const references = answers.references(batch, subject.operation);
    const [outputs, { format }] = [judgedOf(references, computed.outputs), computed];
    const bounds = answers.bounds(bound, references);
    const judge = (): readonly JudgedOutput[] => judgeOutputs(bounds, references, outputs, format).violations;
    const violations = answers.once(computed, bounds, judge);
    const inIts = inAnswerOf(violations, references, computed.outputs.length);
    // A transform keeps no bound of any order, so it is compared with no other subject.
    if ((await heldOutputs(subject, batch, inIts)) !== undefined) continue;
    const wrongWindows = new Set(violations.map(({ window }) => window));
    const member = { subject, id: subject.id, outputs, format, bounds, wrong: wrongWindows };
    groups.set(references, [...(groups.get(references) ?? []), member]);
  }
  const verdicts = new Map<PreparedSubject, PairVerdicts>();
  for (const [references, members] of groups) {
    if (members.length < 2) continue;
    const pairBound = (one: number, other: number): ErrorBound =>
      boundFor(claim, members[one]!.subject, members[other]!.subject)!;
    for (const [index, one] of judgePairs(members, references, pairBound).entries()) {
      const { subject } = members[index]!;
      verdicts.set(subject, inAnswer(one, references, batch.count * outputSize(batch.shape, subject.operation)));
    }
  }
  return verdicts;
}
