import { arrayOf } from '../../arrays/array-of.ts';
import { type OwnSum, ownSums, sumAlong, toFormat } from '../../arrays/diagnose/own-sums.ts';
import type { ArrayJudgement } from '../../arrays/judgement.ts';
import type { Answer, Question } from '../../arrays/question.ts';
import { questionOf } from '../../arrays/question-of.ts';
import type { ArrayRequest } from '../../arrays/request.ts';
import { termsOf } from '../../arrays/terms-of.ts';
import { type FloatType, formatOfType } from '../../float/element-type.ts';
import { binary32, binary64, type Format } from '../../float/format.ts';
import type { Rng } from '../../inputs/random.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { rounderTo } from './naive.ts';

/** A question with an answer that one of lastbit's own algorithms gave. */
export interface Correct {
  readonly name: string;
  readonly question: Question;
  readonly answer: Answer;
  /** Whether sums were in the format of the answer, narrower than binary32. */
  readonly narrow: boolean;
}

/** Whether a judgement of a right answer is right: what overflows or is no number need not be judged. */
export function isRightly({ narrow, answer }: Correct, judged: ArrayJudgement): boolean {
  const [output] = judged.outputs;
  if (judged.verdict === 'rounding' || (narrow && judged.verdict === 'narrower' && output!.allowed)) return true;
  if (judged.verdict !== 'not-judged') return false;
  return answer.file.read(0, answer.file.length).every((x) => !Number.isFinite(x));
}

const types: readonly [FloatType, ...FloatType[]] = ['float32', 'float32', 'float32', 'float16', 'bfloat16', 'float64'];

/** Numbers of one of several kinds: few bits, one sign, many zeros, the ends of the range, or no numbers at all. */
function numbersOf(rng: Rng, length: number, type: FloatType): Float64Array {
  const round = rounderTo(formatOfType(type));
  const kind = rng.below(10);
  const { minExponent, maxExponent } = formatOfType(type) as Format;
  const constant = rng.unit();
  const one = (): number => {
    switch (kind) {
      case 0:
        return rng.between(-9, 9);
      case 1:
        return rng.unit();
      case 2:
        return rng.chance(0.7) ? 0 : rng.unit() * 2 - 1;
      case 3:
        return (rng.unit() * 2 - 1) * 2 ** rng.between(-6, 3);
      case 4:
        return constant;
      case 5:
        return (rng.unit() * 2 - 1) * 2 ** (minExponent / 2 - rng.between(0, 12));
      case 6:
        return (rng.unit() * 2 - 1) * 2 ** (maxExponent / 2);
      case 7:
        return rng.chance(0.02)
          ? rng.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
          : rng.unit();
      default:
        return rng.unit() * 2 - 1;
    }
  };
  return Float64Array.from({ length }, () => round(one()));
}

function requestOf(rng: Rng, type: FloatType): ArrayRequest {
  const array = (...sizes: readonly number[]): ReturnType<typeof arrayOf> =>
    arrayOf(
      numbersOf(
        rng,
        sizes.reduce((product, size) => product * size, 1),
        type,
      ),
      sizes,
      type,
    );
  switch (rng.below(5)) {
    case 0: {
      const n = rng.pick([1, 2, 5, 60, 300, 700]);
      return { kind: 'dot', left: array(n), right: array(n) };
    }
    case 1: {
      const sizes = [rng.between(1, 9), rng.between(1, 40), rng.between(1, 9)];
      return {
        kind: 'sum',
        array: array(...sizes),
        axes: rng.pick([[0], [1], [2], [0, 1], [1, 2]]),
        mean: rng.chance(0.3),
      };
    }
    case 2: {
      const [rows, depth, columns] = [rng.between(1, 9), rng.between(1, 60), rng.between(1, 9)];
      return { kind: 'matmul', left: array(rows, depth), right: array(depth, columns) };
    }
    default: {
      const groups = rng.pick([1, 1, 2]);
      const [depth, width] = [rng.between(1, 4), rng.between(1, 3)];
      const kernel = [rng.between(1, 3), rng.between(1, 3)];
      const request: ArrayRequest = {
        ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', groups },
        image: array(rng.between(1, 2), rng.between(3, 7), rng.between(3, 7), depth * groups),
        kernel: array(kernel[0]!, kernel[1]!, depth, width * groups),
        stride: rng.between(1, 2),
        padding: rng.pick<'same' | 'valid' | number>(['same', 'valid', 1]),
        ...(rng.chance(0.4) ? { bias: array(width * groups) } : {}),
      };
      return request;
    }
  }
}

/** The formats in which an answer of a type may be summed. */
function accumulatorOf(rng: Rng, format: Format): Format {
  if (format.precision === 53) return binary64;
  if (format.precision === 24) return rng.pick([binary32, binary32, binary64]);
  return rng.pick([binary32, binary32, format]);
}

export function correctCase(rng: Rng): Correct {
  const type = rng.pick(types);
  const format = formatOfType(type) as Format;
  const request = requestOf(rng, type);
  const question = questionOf(request);
  const accumulator = accumulatorOf(rng, format);
  const all = ownSums(accumulator, question.right === undefined);
  const own = all[rng.below(all.length)]!;
  const total = question.outputSizes.reduce((product, size) => product * size, 1);
  const numbers = Float64Array.from({ length: total }, (_, index) => toFormat(format, outputOf(question, own, index)));
  return {
    name: `${request.kind} ${type} ${own.name} in ${accumulator.precision} bits`,
    question,
    answer: { name: 'output', file: arrayOf(numbers, question.outputSizes, type, 'y.npy') },
    narrow: accumulator.precision < 24,
  };
}

function outputOf(question: Question, own: OwnSum, index: number): number {
  const { left, right } = termsOf(question, index);
  const n = question.bias === undefined ? left.length : left.length - 1;
  const window: WindowShape = { rows: 1, columns: n, channels: 1 };
  const sum = n === 0 ? 0 : sumAlong(own.tree(n, window), own, left.subarray(0, n), right.subarray(0, n));
  const biased = n === left.length ? sum : toFormat(own.accumulator, sum + left[n]!);
  return question.divisor === 1 ? biased : toFormat(own.accumulator, biased / question.divisor);
}
