import { kindOf } from '../../check/counterexample.ts';
import { toBinary64 } from '../../float/dyadic.ts';
import { everyWrongOutput, grossShare } from '../../judge/fault-words.ts';
import type { JudgedOutput } from '../../judge/verdict.ts';

/** What the wrong outputs of a claim and a subject were, counted. */
export interface WrongContent {
  total: number;
  nan: number;
  infinite: number;
  zero: number;
  negativeZero: number;
  /** An infinity of the wrong sign, or a finite number where an infinity or NaN is due. */
  notSpecial: number;
  /** Where P or the result is below 2^-90, and above 2^90. */
  tiny: number;
  huge: number;
  /** Finite numbers where neither P nor the result is near an end of the range. The members below are of these. */
  ordinary: number;
  /** Right but for the sign. */
  negated: number;
  /** Nearer to zero than the exact value, and farther from it; below and above it. */
  towardZero: number;
  fromZero: number;
  below: number;
  above: number;
  /** The smallest and the largest error ÷ P. */
  leastShare: number;
  largestShare: number;
  /** The smallest and the largest wrong number. */
  leastValue: number;
  largestValue: number;
  /** The smallest and the largest computed ÷ exact. */
  leastRatio: number;
  largestRatio: number;
  /** The most significant bits of a wrong number, and how many exact values need more than 16. */
  mostBits: number;
  long: number;
}

export function noContent(): WrongContent {
  return {
    ...{ total: 0, nan: 0, infinite: 0, zero: 0, negativeZero: 0, notSpecial: 0, negated: 0, ordinary: 0 },
    ...{ towardZero: 0, fromZero: 0, below: 0, above: 0, tiny: 0, huge: 0 },
    ...{
      leastShare: Number.POSITIVE_INFINITY,
      largestShare: 0,
      ...{ leastValue: Number.POSITIVE_INFINITY, largestValue: Number.NEGATIVE_INFINITY },
      ...{ leastRatio: Number.POSITIVE_INFINITY, largestRatio: Number.NEGATIVE_INFINITY },
      mostBits: 0,
      long: 0,
    },
  };
}

/** Counts one wrong output. */
export function addContent(content: WrongContent, output: JudgedOutput): void {
  const { computed, exact, special, bound, absoluteSum } = output;
  content.total++;
  const { range, result } = kindOf(output);
  if (range === 'tiny') content.tiny++;
  if (range === 'huge') content.huge++;
  if (result === 'NaN') content.nan++;
  if (result === 'infinite') content.infinite++;
  if (special !== undefined && result !== 'NaN') content.notSpecial++;
  if (Object.is(computed, 0)) content.zero++;
  if (Object.is(computed, -0)) content.negativeZero++;
  if (result !== 'finite' || special !== undefined || range !== 'ordinary') return;
  content.ordinary++;
  const right = toBinary64(exact);
  if (computed !== 0 && Math.abs(computed + right) <= bound) content.negated++;
  const share = Math.abs(computed - right) / absoluteSum;
  content.leastShare = Math.min(content.leastShare, share);
  content.largestShare = Math.max(content.largestShare, share);
  content.leastValue = Math.min(content.leastValue, computed);
  content.largestValue = Math.max(content.largestValue, computed);
  content.leastRatio = Math.min(content.leastRatio, computed / right);
  content.largestRatio = Math.max(content.largestRatio, computed / right);
  content.mostBits = Math.max(content.mostBits, significantBits(computed));
  if (significantBits(right) > 16) content.long++;
  if (Math.abs(computed) < Math.abs(right)) content.towardZero++;
  if (Math.abs(computed) > Math.abs(right)) content.fromZero++;
  if (computed < right) content.below++;
  if (computed > right) content.above++;
}

/** Bits from the first to the last 1 of a number rounded to binary32. */
function significantBits(x: number): number {
  words[0] = x;
  const fraction = bits[0]! & 0x7fffff;
  return fraction === 0 ? 1 : 24 - (31 - Math.clz32(fraction & -fraction));
}

const words = new Float32Array(1);
const bits = new Uint32Array(words.buffer);

/** What all wrong outputs have in common, a few words each. They are facts of this run. */
export function contentWords(content: WrongContent): readonly string[] {
  const { total, nan, infinite, zero, negativeZero, notSpecial, negated, ordinary, tiny, huge } = content;
  if (nan === total) return [everyWrongOutput.isNaN];
  if (infinite === total) return [everyWrongOutput.isInfinite];
  if (negativeZero === total) return ['every wrong output is −0'];
  if (zero === total) return [everyWrongOutput.isUnwritten];
  if (notSpecial === total) return ['every wrong output has lost a NaN or an infinity of its inputs'];
  if (tiny === total) return ['only where numbers are tiny (below 2^-90): underflow'];
  if (huge === total) return ['only where numbers are huge (above 2^90): overflow'];
  if (ordinary === 0) return [];
  if (negated === ordinary) return [everyWrongOutput.hasWrongSign];
  const { leastRatio, largestRatio, leastValue, largestValue } = content;
  if (ordinary >= fewest && leastValue === largestValue) return [everyWrongOutput.is(leastValue)];
  // Rounding in binary32 moves a ratio by less.
  if (ordinary >= fewest && largestRatio - leastRatio <= 2 ** -16 && Math.abs(leastRatio - 1) > grossShare)
    return [`every wrong output is ${Number(leastRatio.toPrecision(4))} times the exact value`];
  if (content.mostBits <= 16 && content.mostBits > 1 && content.long >= fewest) return narrowed(content);
  if (content.leastShare > grossShare) return [everyWrongOutput.isNotRounding];
  return isGross(content) ? [] : roundingWords(content);
}

/** Whether some errors are larger than rounding makes them. */
export const isGross = ({ largestShare }: WrongContent): boolean => largestShare > grossShare;

/** Fewer wrong numbers do not show how they were rounded. */
const fewest = 20;

function roundingWords(content: WrongContent): readonly string[] {
  const { ordinary, towardZero, fromZero, below, above, largestShare } = content;
  if (largestShare === 0) return [];
  const power = Math.floor(-Math.log2(largestShare));
  const size = `the errors are at most 2^-${power} of Σ|x·y|: rounding, but more of it than binary32 needs`;
  if (ordinary < fewest) return [size];
  const direction =
    fromZero === 0 && towardZero > 0
      ? ['every error is towards zero: numbers are cut off, not rounded to nearest']
      : below === 0 && above > 0
        ? ['every error is upwards: numbers are rounded up, not to nearest']
        : above === 0 && below > 0
          ? ['every error is downwards: numbers are rounded down, not to nearest']
          : [];
  return [...direction, size];
}

function narrowed({ mostBits }: WrongContent): readonly string[] {
  const bitsText = `at most ${mostBits} significant bits${formatOf(mostBits)}`;
  return [`every wrong output has ${bitsText}, where the exact value has more: results are narrowed`];
}

function formatOf(precision: number): string {
  return precision === 11 ? ', as in binary16 and TF32' : precision === 8 ? ', as in bfloat16' : '';
}
