import type { CaseRule } from '../claims/claim.ts';
import { type Batch, caseAt, groupByShape } from '../conv/batch.ts';
import type { Outcome } from '../engines/engine.ts';
import { dyadicZero } from '../float/dyadic.ts';
import { exactDotDyadic } from '../float/exact-dot.ts';
import { specialValue } from '../judge/exact-verdict.ts';
import { countRatio, emptyHistogram } from '../judge/ratio-histogram.ts';
import type { References } from '../judge/references.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import type { Answers } from './answers.ts';
import type { PreparedSubject } from './prepared-subject.ts';

type NoValues = Exclude<Outcome, { readonly kind: 'value' }>;

/** Checks a user's rule on a batch: a verdict for each case, which counts as one output. */
export async function checkRule(
  rule: CaseRule,
  subject: PreparedSubject,
  batch: Batch,
  answers: Answers,
): Promise<Verdicts<JudgedOutput> | NoValues> {
  const judged = await judgeByRule(rule, subject, batch, answers);
  if ('kind' in judged) return judged;
  const histogram = emptyHistogram();
  const reasons = new Map<string, number>();
  const violations: JudgedOutput[] = [];
  let discarded = 0;
  for (const verdict of judged) {
    if (verdict.kind === 'discarded') {
      discarded++;
      reasons.set(verdict.because, (reasons.get(verdict.because) ?? 0) + 1);
      continue;
    }
    countRatio(histogram, verdict.kind === 'holds' ? 0 : Number.POSITIVE_INFINITY);
    if (verdict.kind === 'violated') violations.push(verdict.output);
  }
  return { outputs: judged.length, discarded, reasons, attained: 0, worst: -1, histogram, violations };
}

/** The verdict of a user's rule on each case of a batch. Related cases are asked in one batch for each shape. */
export async function judgeByRule(
  rule: CaseRule,
  subject: PreparedSubject,
  batch: Batch,
  answers: Answers,
): Promise<readonly RuleVerdict[] | NoValues> {
  const computed = await answers.outcome(subject, batch);
  if (computed.kind !== 'value') return computed;
  const references = answers.references(batch, subject.operation);
  const { outputs: each, chosen } = references.plan;
  if (chosen !== undefined) {
    const because = `the rule needs all outputs, and of a large case only ${each} are judged`;
    return Array.from({ length: batch.count }, () => ({ kind: 'discarded', because }));
  }
  const { cases, seconds } = answers.once(batch, rule, () => questionsOf(rule, batch));
  const related = new Map<number, Outcome>();
  for (const { batch: second, places } of seconds) {
    const outcome = await answers.outcome(subject, second);
    if (outcome.kind === 'failed') return outcome;
    for (const [index, place] of places.entries()) related.set(place, caseOutcome(outcome, index, second.count));
  }
  return cases.map(({ index, input, discarded }): RuleVerdict => {
    if (discarded !== undefined) return { kind: 'discarded', because: discarded };
    const second = related.get(index);
    if (second !== undefined && second.kind !== 'value')
      return { kind: 'discarded', because: `it declines the related case: ${second.reason}` };
    const [from, to] = [index * each, (index + 1) * each];
    const outputs = computed.outputs.slice(from, to);
    const reason = rule.broken(input, outputs, references.exact.slice(from, to), second?.outputs);
    if (reason === undefined) return { kind: 'holds' };
    return { kind: 'violated', output: { ...furthest(references, computed, from, to), reason } };
  });
}

type RuleVerdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'violated'; readonly output: JudgedOutput }
  | { readonly kind: 'discarded'; readonly because: string };

/** The cases of a batch, and the second questions of those that the rule judges. */
function questionsOf(rule: CaseRule, batch: Batch) {
  const cases = Array.from({ length: batch.count }, (_, index) => {
    const input = caseAt(batch, index);
    return { index, input, discarded: rule.failedHypothesis(input) };
  });
  const { relate } = rule;
  const judged = relate === undefined ? [] : cases.filter(({ discarded }) => discarded === undefined);
  const seconds = groupByShape(judged.map(({ input }) => relate!(input)));
  return {
    cases,
    seconds: seconds.map((group) => ({ ...group, places: group.places.map((place) => judged[place]!.index) })),
  };
}

function caseOutcome(outcome: Outcome, index: number, count: number): Outcome {
  if (outcome.kind !== 'value') return outcome;
  const each = outcome.outputs.length / count;
  return { ...outcome, outputs: outcome.outputs.slice(index * each, (index + 1) * each) };
}

/** The output of a case that is furthest from its exact value: an entry names one output. */
function furthest(
  references: References,
  { outputs, format }: Extract<Outcome, { readonly kind: 'value' }>,
  from: number,
  to: number,
): JudgedOutput {
  const { left, right, terms, exact, nonZero, absoluteSum } = references;
  const distance = (window: number): number => {
    const error = Math.abs(outputs[window]! - exact[window]!);
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  };
  let window = from;
  for (let next = from + 1; next < to; next++) if (distance(next) > distance(window)) window = next;
  const isKnown = !Number.isNaN(exact[window]!);
  return {
    ...{ window, computed: outputs[window]!, format, bound: 0, errorOverBound: Number.POSITIVE_INFINITY },
    ...{ nonZero: nonZero[window]!, absoluteSum: isKnown ? absoluteSum[window]! : 0 },
    ...(isKnown
      ? { exact: exactDotDyadic(left, right, window * terms, terms) }
      : { exact: dyadicZero, special: specialValue(references, window) }),
  };
}
