import { offsetsOf } from './axes.ts';
import { type Block, termsPerOutput } from './block-plan.ts';
import { type BlockValues, blockValues, needsCompensation, type TapCache } from './block-values.ts';
import { emptyMap, filledCells, type MapLayout, putOutput } from './error-map.ts';
import type { JudgedOutput } from './judge-output.ts';
import { judgeOutput } from './judge-output.ts';
import type { Answer, Question } from './question.ts';
import { type RoundingRule, roundingRule, wrapsAround } from './rounding-rule.ts';
import { readSlab } from './slab.ts';
import type { ArithmeticModel, JudgedElement, PartialTally } from './tally.ts';
import { isWorse, mostWorst, share, squaredShare } from './tally-builder.ts';
import { inputsKey } from './terms-of.ts';

/** One answer under one model. All checks of a run share the question. */
export interface Check {
  readonly answer: Answer;
  readonly model: ArithmeticModel;
  /** Of the map of errors, if one is wanted. */
  readonly map?: MapLayout;
}

/** A check with what is worked out once for all blocks. */
export interface PreparedCheck extends Check {
  readonly rule: RoundingRule;
  /** The grid of the terms: see `gridOf`. */
  readonly grid: number;
}

export const prepareChecks = (
  question: Question,
  checks: readonly Check[],
  grids: readonly number[],
): PreparedCheck[] =>
  checks.map((check, place) => ({
    ...{ ...check, grid: grids[place]! },
    rule: roundingRule(question, check.answer.file.type, check.model),
  }));

/** So many outputs of a block, or terms, that the enclosure finds wrong are computed again exactly. */
const mostConfirmed = 100;
const mostConfirmedTerms = 2 ** 18;

/** The outputs of a block under every check. Checks with the same inputs share the loops. */
export function judgeBlock(
  question: Question,
  block: Block,
  checks: readonly PreparedCheck[],
  cache: TapCache,
): readonly PartialTally[] {
  const results: PartialTally[] = [];
  const values = new Map<string, BlockValues>();
  for (const [place, check] of checks.entries()) {
    const key = inputsKey(check.model.inputs);
    const compensated = checks.some(
      ({ model }) => inputsKey(model.inputs) === key && needsCompensation(question, model.accumulator.precision),
    );
    const found = values.get(key) ?? blockValues(question, block, compensated, check.model.inputs, cache);
    values.set(key, found);
    results[place] = judgeValues(question, block, check, found);
  }
  return results;
}

/** The outputs of a block by their enclosures, and exactly where these leave it open. */
function judgeValues(question: Question, block: Block, check: PreparedCheck, values: BlockValues): PartialTally {
  const { rule, grid } = check;
  const { divisor } = question;
  const ranges = [block.parts, block.batches, block.rows, block.columns, block.channels];
  const computed = readSlab({ file: check.answer.file, axes: question.outputAxes }, ranges);
  const indexOf = indices(question, ranges);
  const { high, low, absolute, counts, open, radius, spread } = values;
  const format = rule.answer;
  const exactLimit = rule.exactLimit(grid);
  // Multiples of 2^g up to 2^(g+53) are binary64 numbers: the loops do not round.
  const loopLimit = grid > -1000 ? 2 ** Math.min(1023, grid + 53) : -1;
  let [correctlyRounded, within, wrong, notJudged, squares, shares, inexact, wrapped] = [0, 0, 0, 0, 0, 0, 0, 0];
  const wrongOutputs: number[] = [];
  const candidates = new Candidates();
  const map = check.map === undefined ? undefined : emptyMap(check.map);

  const judgeExactly = (output: number): JudgedOutput =>
    judgeOutput(rule, values.facts(output), divisor, indexOf(output), computed[output]!, grid);
  const count = (output: number, judged: JudgedOutput): void => {
    if (judged.correctlyRounded) correctlyRounded++;
    if (judged.wraps === true) wrapped++;
    if (judged.verdict === 'within') within++;
    else if (judged.verdict === 'not-judged') notJudged++;
    else {
      wrong++;
      wrongOutputs.push(output);
    }
    const { element, error } = judged;
    squares += squaredShare(error, rule.unit * judged.absoluteSum);
    shares += share(error, rule.unit * judged.absoluteSum);
    if (judged.isInexact) inexact++;
    if (map !== undefined) putOutput(map, element.index, judged.verdict, element.errorOverBound);
    if (judged.verdict !== 'not-judged') candidates.offer(element.errorOverBound, output, judged.element);
  };

  for (let output = 0; output < values.length; output++) {
    const y = computed[output]!;
    const mostSum = absolute[output]! * (1 + spread);
    const leastSum = absolute[output]! * (1 - spread);
    if (open[output] === 1 || !Number.isFinite(y)) {
      count(output, judgeExactly(output));
      continue;
    }
    const isExact = mostSum <= exactLimit;
    const sumRadius = mostSum <= loopLimit ? 0 : radius * absolute[output]!;
    const tail = low === undefined ? 0 : low[output]!;
    const center = (high[output]! + tail) / divisor;
    // What the division, the subtraction and the sum of both parts round.
    const difference = divisor === 1 ? y - high[output]! - tail : y - center;
    const distance = Math.abs(difference);
    const slack =
      (divisor === 1 ? 0 : Math.abs(center) * 2 ** -51) + (distance + Math.abs(tail)) * 2 ** -51 + sumRadius / divisor;
    const n = counts[output]!;
    const size = Math.abs(center);
    const leastBefore = isExact ? 0 : rule.sumBound(n, leastSum);
    const leastBound = rule.bound(leastBefore, Math.max(0, size * (1 - 2 ** -50) - slack), leastSum) * (1 - 2 ** -48);
    const mayBeExact = !isExact && leastSum <= exactLimit;
    const isWithin = distance + slack <= leastBound;
    const isWrong =
      !isWithin &&
      distance - slack > rule.bound(isExact ? 0 : rule.sumBound(n, mostSum), (size + slack) * (1 + 2 ** -50), mostSum);
    const rounded =
      format === undefined
        ? isEqual(distance, slack)
        : isRounded(y, rule, center, slack, high[output]!, tail, sumRadius, divisor);
    if (mayBeExact || !(isWithin || isWrong) || rounded === undefined) {
      count(output, judgeExactly(output));
      continue;
    }
    // What wraps around is right. A sum that the loops did not round is a whole number.
    if (isWrong && rule.integer !== undefined) {
      if (sumRadius !== 0 || tail !== 0) {
        count(output, judgeExactly(output));
        continue;
      }
      if (wrapsAround(rule.integer, BigInt(high[output]!), y)) {
        within++;
        correctlyRounded++;
        wrapped++;
        candidates.offer(0, output, undefined);
        if (map !== undefined) putOutput(map, indexOf(output), 'within', 0);
        continue;
      }
    }
    if (rounded) correctlyRounded++;
    if (isWithin) within++;
    else {
      wrong++;
      wrongOutputs.push(output);
    }
    squares += squaredShare(distance, (rule.unit * absolute[output]!) / divisor);
    shares += share(difference, (rule.unit * absolute[output]!) / divisor);
    if (sumRadius !== 0 || tail !== 0 || divisor !== 1 || format === undefined) inexact = Number.NaN;
    else if (rule.round(high[output]!) !== high[output]!) inexact++;
    const ratio = distance === 0 ? 0 : leastBound === 0 ? Number.POSITIVE_INFINITY : distance / leastBound;
    candidates.offer(ratio, output, undefined);
    if (map !== undefined) putOutput(map, indexOf(output), isWithin ? 'within' : 'wrong', ratio);
  }

  for (const output of wrongOutputs.slice(
    0,
    Math.min(mostConfirmed, 1 + mostConfirmedTerms / termsPerOutput(question.geometry)),
  )) {
    if (judgeExactly(output).verdict !== 'wrong') throw new Error(`output ${indexOf(output)}: its enclosure is wrong`);
  }
  const worst = candidates.list().map(({ output, element }) => element ?? judgeExactly(output).element);
  return {
    ...{ outputs: values.length, correctlyRounded, within, wrong, notJudged, squaredErrorOverUP: squares },
    ...{ errorOverUP: shares, inexact, wrapped },
    worst: worst.toSorted((one, other) => (isWorse(one, other) ? -1 : 1)),
    wrongIndices: Float64Array.from(wrongOutputs, indexOf),
    ...(map === undefined ? {} : { cells: filledCells(map) }),
  };
}

/** Whether a computed number is exact; undefined where the enclosure does not tell. */
function isEqual(distance: number, slack: number): boolean | undefined {
  if (distance > slack) return false;
  return slack === 0 ? true : undefined;
}

/** Whether y is the exact value rounded once; undefined where the enclosure has two roundings. */
function isRounded(
  y: number,
  { answer, round }: RoundingRule,
  center: number,
  slack: number,
  high: number,
  tail: number,
  radius: number,
  divisor: number,
): boolean | undefined {
  if (divisor === 1 && answer!.precision >= 53) {
    if (radius === 0 && tail === 0) return y === high;
    // tail ± radius was rounded itself.
    const more = Math.abs(tail) * 2 ** -52;
    const [lower, upper] = [high + (tail - (radius + more) * 2), high + (tail + (radius + more) * 2)];
    if (lower === upper) return y === lower;
    return y < lower || y > upper ? false : undefined;
  }
  // The center was rounded too.
  const margin = slack * 2 + Math.abs(center) * 2 ** -51;
  const exact = radius === 0 && tail === 0 && divisor === 1;
  const [from, to] = exact ? [high, high] : [center - margin, center + margin];
  const [least, most] = [round(from), round(to)];
  if (least === most) return y === least;
  return y < least || y > most ? false : undefined;
}

/** The index in the file of the answer of each output of a block. */
function indices({ outputAxes }: Question, ranges: readonly (readonly [number, number])[]): (output: number) => number {
  const offsets = outputAxes.map((axis, place) => offsetsOf(axis, ...ranges[place]!));
  return (output) => {
    let [rest, index] = [output, 0];
    for (let axis = offsets.length - 1; axis >= 0; axis--) {
      const all = offsets[axis]!;
      index += all[rest % all.length]!;
      rest = Math.floor(rest / all.length);
    }
    return index;
  };
}

interface Candidate {
  readonly ratio: number;
  readonly output: number;
  /** Where it is known exactly already. */
  readonly element: JudgedElement | undefined;
}

/** The outputs with the largest ratios. */
class Candidates {
  private readonly all: Candidate[] = [];

  offer(ratio: number, output: number, element: JudgedElement | undefined): void {
    const last = this.all[mostWorst - 1];
    if (last !== undefined && ratio <= last.ratio) return;
    let place = this.all.length;
    while (place > 0 && this.all[place - 1]!.ratio < ratio) place--;
    this.all.splice(place, 0, { ratio, output, element });
    if (this.all.length > mostWorst) this.all.pop();
  }

  list(): readonly Candidate[] {
    return this.all;
  }
}
