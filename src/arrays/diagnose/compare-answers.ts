import { formatOfType } from '../../float/element-type.ts';
import { binary32, type Format } from '../../float/format.ts';
import type { AnswerComparison, DifferenceRecord, ErrorInUlps } from '../judgement.ts';
import { jsonNumber } from '../judgement.ts';
import type { Question } from '../question.ts';
import { halfUlp } from '../rounding-rule.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { OneJudged } from './judge-one.ts';
import { differenceFrom } from './prediction.ts';
import { axisNames, placeOnAxes } from './records.ts';
import { spread } from './sample.ts';
import { count, share2 } from './sentences.ts';

/** How two answers to one question differ, and which is nearer to the exact values. */
export function compareAnswers(question: Question, first: OneJudged, second: OneJudged): AnswerComparison {
  const { equal, firstIndex, largestIndex } = differences(first, second);
  const outputs = first.setting.outputs;
  const names = [first.answer.name, second.answer.name] as const;
  const bothRight = first.record.verdict === 'rounding' && second.record.verdict === 'rounding';
  const distances = measured(first, second);
  const difference = (index: number | undefined): DifferenceRecord | null =>
    index === undefined ? null : differenceRecord(question, first, second, index);
  const comparison = {
    ...{ names, outputs, equal, bothRight },
    ...distances,
    firstDifference: difference(firstIndex),
    largestDifference: difference(largestIndex),
  };
  return { ...comparison, answer: sentence(comparison, first, second) };
}

interface Differences {
  readonly equal: number;
  readonly firstIndex: number | undefined;
  readonly largestIndex: number | undefined;
}

function differences({ setting: a }: OneJudged, { setting: b }: OneJudged): Differences {
  let [equal, largest] = [0, -1];
  let firstIndex: number | undefined;
  let largestIndex: number | undefined;
  for (let index = 0; index < a.outputs; index++) {
    const [x, y] = [a.computed(index), b.computed(index)];
    if (Object.is(x, y)) {
      equal++;
      continue;
    }
    firstIndex ??= index;
    const size = Math.abs(x - y);
    const distance = Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
    if (distance > largest) [largest, largestIndex] = [distance, index];
  }
  return { equal, firstIndex, largestIndex };
}

/** Errors in ulps of the exact value in the wider of the two types, on a sample. */
function measured(a: OneJudged, b: OneJudged): Pick<AnswerComparison, 'errors' | 'nearer' | 'compared'> {
  const formats = [a, b].map(({ setting }) => formatOfType(setting.type) ?? binary32);
  const [one, other] = formats as [Format, Format];
  const wider = one.precision >= other.precision ? one : other;
  const squares = [0, 0];
  const largest = [0, 0];
  const nearer: [number, number] = [0, 0];
  let compared = 0;
  const { setting } = a;
  const sample = setting.terms > longestSum ? [] : spread(setting.outputs, sampleSize(setting, 4096));
  for (const index of sample) {
    const right = setting.right(index);
    if (!Number.isFinite(right.high)) continue;
    const ulp = 2 * halfUlp(Math.abs(right.high), wider);
    const errors = [a, b].map((each) => Math.abs(differenceFrom(each.setting.computed(index), right)) / ulp);
    const [x, y] = errors as [number, number];
    compared++;
    for (const [at, error] of [x, y].entries()) {
      squares[at]! += error * error;
      largest[at] = Math.max(largest[at]!, error);
    }
    if (x < y || (Number.isNaN(y) && !Number.isNaN(x))) nearer[0]++;
    else if (y < x || (Number.isNaN(x) && !Number.isNaN(y))) nearer[1]++;
  }
  const summary = (at: number): ErrorInUlps => ({
    rootMeanSquare: jsonNumber(Math.sqrt(squares[at]! / Math.max(1, compared))),
    largest: jsonNumber(largest[at]!),
  });
  return { errors: [summary(0), summary(1)], nearer, compared };
}

function differenceRecord(question: Question, a: OneJudged, b: OneJudged, index: number): DifferenceRecord {
  const [x, y] = [a.setting.computed(index), b.setting.computed(index)];
  const known = a.setting.terms <= longestSum;
  const sum = known ? a.setting.right(index).bound + b.setting.right(index).bound : Number.NaN;
  return {
    index,
    place: placeOnAxes(question.outputSizes, axisNames(question), index),
    computed: [jsonNumber(x), jsonNumber(y)],
    exact: jsonNumber(known ? a.setting.right(index).high : Number.NaN),
    difference: jsonNumber(Math.abs(x - y)),
    sumOfBounds: jsonNumber(sum),
  };
}

function sentence(found: Omit<AnswerComparison, 'answer'>, first: OneJudged, second: OneJudged): string {
  const [a, b] = found.names;
  const { outputs, equal, bothRight, nearer, compared, errors } = found;
  if (equal === outputs) return `${a} and ${b} are equal bit for bit.`;
  const differing = outputs === 1 ? 'they differ' : `${count(outputs - equal)} of ${count(outputs)} outputs differ`;
  const [one, other] = nearer;
  const [mine, yours] = errors.map(({ rootMeanSquare }) => rootMeanSquare);
  const scale =
    typeof mine === 'number' && typeof yours === 'number'
      ? ` (root mean square ${share2(mine)} and ${share2(yours)} ulp)`
      : '';
  const of = `${count(compared)}${compared < first.setting.outputs ? ' sampled' : ''}`;
  const most = `${count(Math.max(one, other))} of ${of}`;
  const closer =
    compared === 0 || one === other
      ? ''
      : compared === 1
        ? `; ${one > other ? a : b} is nearer to the exact value${scale.replace('root mean square ', '')}`
        : `; ${one > other ? a : b} is nearer to the exact value more often, on ${most} outputs${scale}`;
  if (bothRight) {
    const orders =
      first.setting.type === second.setting.type
        ? 'Both are correctly computed, in different orders'
        : 'Both are correctly computed';
    const ways = [first, second].map(wayOf);
    const how = ways.every((way) => way !== undefined) ? `; ${a} is ${ways[0]}, ${b} is ${ways[1]}` : '';
    return `${orders}: ${differing}, ${outputs === 1 ? '' : 'all '}within rounding${closer}${how}.`;
  }
  const right = [first, second].filter(({ record }) => record.verdict === 'rounding');
  if (right.length === 1) {
    const [good] = right as [OneJudged];
    const bad = good === first ? second : first;
    const what =
      bad.record.verdict === 'narrower' ? `is of narrower arithmetic (${bad.record.model})` : 'is not a rounding';
    return `${good.answer.name} is a rounding, ${bad.answer.name} ${what}: ${differing}.`;
  }
  return `Neither is a rounding in the stated arithmetic: ${differing}${closer}.`;
}

/** How an answer was computed, if that was found. */
function wayOf({ record }: OneJudged): string | undefined {
  if (record.correctlyRounded === record.outputs) return 'rounded once';
  return record.algorithms[0]?.words;
}
