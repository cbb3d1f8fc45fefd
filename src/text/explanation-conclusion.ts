import type { WideFormat } from '../conv/shape.ts';
import type { ExplainedCase, MovedExact, OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { ulpExponent } from '../explain/output-facts.ts';
import { type Bits64, fromBits64 } from '../float/bits.ts';
import { quotientDecimal, sentenceDecimal, withInfinitySign } from '../float/decimal.ts';
import { dyadicOf } from '../float/dyadic.ts';
import { answerTexts } from './explanation-observed.ts';
import { counted, formatCount, formatNumber } from './numbers.ts';
import { subjectNames } from './subject-names.ts';

/**
 * What opens every explanation, a paragraph each: what each observed number is; then the exact value, who is right,
 * whether and by how much the results differ, and what decides it.
 */
export function conclusionTexts(
  output: OutputExplanation,
  { moved, divisor, inputFormat, isBeyond }: Pick<ExplainedCase, 'moved' | 'divisor' | 'inputFormat' | 'isBeyond'>,
): readonly string[] {
  const { exact, results, observed } = output;
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const value =
    exact.because === null
      ? divisor === 1
        ? `The exact value is ${sentenceDecimal(exact.decimal)}.`
        : `The exact sum is ${sentenceDecimal(exact.decimal)}; divided by ${divisor}, the mean is ` +
          `${sentenceDecimal(quotientDecimal(exact.decimal, divisor))}.`
      : `There is no exact value: ${exact.because}.`;
  const sentences = [
    value,
    ...(moved === null ? [] : [movedText(moved)]),
    ...(valued.length === 0 ? [noResultText(results, { inputFormat, isBeyond: isBeyond === true })] : []),
    ...(exact.because === null && valued.length > 0 ? [rightText(output, valued)] : []),
    ...differenceText(output, valued),
  ];
  return [...answerTexts(observed), sentences.join(' ')];
}

/** Why there is no result: that of the first subject stands for all. */
function noResultText(
  results: readonly ResultRow[],
  { inputFormat, isBeyond }: { readonly inputFormat: ExplainedCase['inputFormat']; readonly isBeyond: boolean },
): string {
  const [first, ...others] = results;
  if (first === undefined)
    return inputFormat === 'binary64'
      ? 'No engine was asked: some inputs are no binary32 numbers, which engines take here; ' +
          (isBeyond ? 'some are beyond its range.' : '--round-inputs rounds them.')
      : 'No subject gave a result.';
  const { subject, outcome } = first;
  const reason = outcome.kind === 'value' ? '' : `: ${outcome.reason}`;
  return others.length === 0
    ? `No subject gave a result; ${subject} ${outcome.kind === 'missing' ? 'is missing' : outcome.kind}${reason}.`
    : `None of ${formatCount(results.length)} subjects gave a result, such as ${subject}${reason}.`;
}

/** How far rounding the inputs moved the exact value. */
function movedText({ from, ulp, relative }: MovedExact): string {
  const distance = ulp === null ? '' : ` by ${formatNumber(Math.abs(ulp), 4)} ulp of binary32`;
  const share = relative === null ? '' : `, ${formatNumber(relative, 3)} of it`;
  const way = ulp === null ? '' : ulp > 0 ? ' up' : ' down';
  if (ulp === 0 || relative === 0) return 'Rounding the inputs to binary32 did not move it.';
  return `Rounding the inputs to binary32 moved it${way} from ${sentenceDecimal(from)}${distance}${share}.`;
}

/** Whether rounding can explain every result. */
function rightText({ exact }: OutputExplanation, valued: readonly ResultRow[]): string {
  const beyond = valued.filter(({ withinBound }) => withinBound === false);
  const within = valued.filter(({ withinBound }) => withinBound === true);
  const equal = valued.filter(({ decimal }) => decimal === exact.decimal).length;
  if (beyond.length > 0) {
    const others = within.length === 1 ? '1 other is' : `${formatCount(within.length)} others are`;
    const right = within.length === 0 ? '' : `; ${others} within it`;
    const wrong = `${counted(beyond.length, 'result')} beyond the proven bound: ${wrongNames(beyond)}`;
    return `Rounding cannot explain ${wrong}${right}.`;
  }
  const rounded = valued.filter((row) => row.decimal !== exact.decimal && isNearest(row, exact)).length;
  const unbounded = valued.length - within.length;
  const parts = [
    ...(within.length === 0 ? [] : [withinText(within, unbounded === 0)]),
    ...(unbounded === 0 ? [] : [`${formatCount(unbounded)} ${unbounded === 1 ? 'has' : 'have'} no bound`]),
    exactText(valued.length, equal, rounded),
  ];
  return `${parts.join('; ')}.`.replace(/^./, (first) => first.toUpperCase());
}

/** How many are the exact value, and how many of the others are the nearest number of their format. */
function exactText(all: number, equal: number, rounded: number): string {
  const once = 'the exact value rounded once';
  if (all === 1) return equal === 1 ? 'it is exact' : rounded === 1 ? `it is ${once}` : 'it is not exact';
  const are = (count: number): string => `${count === all ? 'all' : formatCount(count)} ${count === 1 ? 'is' : 'are'}`;
  const exact = equal === 0 ? 'none is exact' : `${are(equal)} exact`;
  return rounded === 0 ? exact : equal === 0 ? `${are(rounded)} ${once}` : `${exact}, ${are(rounded)} ${once}`;
}

const isNearest = ({ format, bits }: ResultRow, exact: OutputExplanation['exact']): boolean =>
  bits === (format === 'binary32' ? exact.binary32Bits : exact.binary64Bits);

/** The names; of a single one its error too. */
function wrongNames(beyond: readonly ResultRow[]): string {
  const names = subjectNames(beyond.map(({ subject }) => subject));
  const [first] = beyond;
  if (beyond.length > 1 || first === undefined) return names;
  const { errorUlp, boundUlp, format } = first;
  return errorUlp === null || boundUlp === null
    ? `${names} (${withInfinitySign(first.shortest ?? '–')})`
    : `${names} (${formatNumber(errorUlp, 4)} ulp of ${format}, bound ${formatNumber(boundUlp, 4)})`;
}

function withinText(within: readonly ResultRow[], all: boolean): string {
  if (within.length === 1) return `Rounding can explain ${within[0]!.subject}: it is within its proven bound`;
  const results = counted(within.length, 'result');
  return `Rounding can explain ${all ? `all ${results}` : results}: they are within their proven bounds`;
}

/** How far apart the results are, and what decides between them. Nothing where all equal the exact value. */
function differenceText(output: OutputExplanation, valued: readonly ResultRow[]): readonly string[] {
  const { exact } = output;
  const distinct = [...new Set(valued.map(({ decimal }) => sizeOfZero(decimal!)))];
  if (valued.length < 2) return [];
  if (distinct.length === 1) {
    const same = withInfinitySign(sentenceDecimal(distinct[0]!));
    return distinct[0] === exact.decimal ? [] : [`All ${formatCount(valued.length)} give ${same}.`];
  }
  const apart = apartText(output, distinct);
  return [`They are ${formatCount(distinct.length)} different numbers${apart}: ${decider(output, valued)}.`];
}

/** Both zeros are one number. */
const sizeOfZero = (decimal: string): string => (decimal === '-0' ? '0' : decimal);

function apartText({ exact }: OutputExplanation, decimals: readonly string[]): string {
  const numbers = decimals.map(Number);
  if (!numbers.every(Number.isFinite)) return '';
  const apart = Math.max(...numbers) - Math.min(...numbers);
  const value = exact.binary64Bits === null ? 0 : fromBits64(exact.binary64Bits as Bits64);
  if (value === 0 || !Number.isFinite(value)) return `, up to ${formatNumber(apart, 4)} apart`;
  return `, up to ${formatNumber(apart / 2 ** ulpExponent(dyadicOf(value), 'binary32'), 4)} ulp of binary32 apart`;
}

/** What the difference comes from, as far as the results here tell. */
function decider({ grid, nonZeroTerms }: OutputExplanation, valued: readonly ResultRow[]): string {
  const numbers = (format: WideFormat): number =>
    new Set(valued.flatMap((row) => (row.format === format ? [sizeOfZero(row.decimal!)] : []))).size;
  const formats = (['binary32', 'binary64'] as const).filter((format) => numbers(format) > 1);
  if (valued.some(({ withinBound }) => withinBound === false)) return 'a wrong one is among them';
  if (formats.length === 0) return 'the format decides';
  if (grid === null || nonZeroTerms === 0) return 'special values decide';
  const canMatter = formats.some((format) => grid.orderMatters[format] !== false);
  return canMatter
    ? 'the order of the additions and the roundings decide'
    : 'what a step rounds or corrects decides, whatever the order';
}
