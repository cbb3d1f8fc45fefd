import { batchOf, type Case } from '../conv/batch.ts';
import type { Subject } from '../engines/engine.ts';
import type { Dyadic } from '../float/dyadic.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { type Measures, measuresOf } from '../judge/measures.ts';
import { type Computer, huntedFormat, valuesOf } from './computer.ts';
import type { Constraints } from './constraints.ts';
import { type OutputPlace, placedCase } from './place.ts';
import type { Candidate } from './problem.ts';
import { conditionOf, type ScoreRule, scoreOf } from './score.ts';

/** What a subject computes for the witness. */
export interface Confirmed {
  readonly subject: string;
  readonly version: string;
  readonly format: 'binary32' | 'binary64';
  /** The engine's own number for the whole case. */
  readonly computed: number;
  /** Whether the model gives the same bits; null if there is no model. */
  readonly sameBits: boolean | null;
}

/** The worst input found, in a whole image and kernel, and what is exact about it. */
export interface Witness {
  readonly input: Case;
  readonly candidate: Candidate;
  readonly confirmed: readonly [Confirmed, ...Confirmed[]];
  readonly exact: Dyadic;
  /** P, rounded once. */
  readonly absoluteSum: number;
  /** P ÷ |exact|; null if the exact value is 0. */
  readonly condition: number | null;
  /** Of the first subject's number. */
  readonly measures: Measures;
  /** What the aim makes large, by the engines' numbers, rounded toward zero. */
  readonly score: number;
}

/** One subject of a hunt. */
export interface HuntSubject {
  readonly subject: Subject;
  readonly version: string;
  readonly computer: Computer;
}

/**
 * Asks the engines for the whole case and measures the answer by big integers. Undefined if the case is not allowed
 * with the numbers that they give. Throws NoAnswer.
 */
export async function confirm(
  subjects: readonly [HuntSubject, ...HuntSubject[]],
  place: OutputPlace,
  constraints: Constraints,
  rule: ScoreRule,
  candidate: Candidate,
): Promise<Witness | undefined> {
  const input = placedCase(place, candidate, constraints);
  const [first, ...others] = subjects;
  const confirmed: [Confirmed, ...Confirmed[]] = [await ask(first, place, input, candidate)];
  for (const other of others) confirmed.push(await ask(other, place, input, candidate));
  const [{ computed }, second] = confirmed;
  const score = scoreOf(rule, candidate, computed, second?.computed);
  if (!score.allowed) return undefined;
  const { exact, absolute, value } = score;
  const absoluteSum = toBinary64(absolute);
  const measures = measuresOf(computed, exact, absoluteSum, first.subject.format);
  if (measures === undefined) return undefined;
  const condition = conditionOf(score);
  return {
    ...{ input, candidate, confirmed, exact, absoluteSum, measures, score: value },
    condition: Number.isFinite(condition) ? condition : null,
  };
}

async function ask(
  { subject, version, computer }: HuntSubject,
  { output }: OutputPlace,
  input: Case,
  { left, right }: Candidate,
): Promise<Confirmed> {
  const computed = valuesOf(subject, await subject.evaluate(batchOf([input])))[output]!;
  const predicted = computer.by === 'model' ? (await computer.compute(left, right, left.length, 1))[0]! : undefined;
  const sameBits = predicted === undefined ? null : Object.is(predicted, computed);
  return { subject: subject.id, version, format: huntedFormat(subject), computed, sameBits };
}
