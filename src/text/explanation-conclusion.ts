import type { NumberFormat } from '../conv/shape.ts';
import type { ObservedExplanation, OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { ulpExponent } from '../explain/output-facts.ts';
import { type Bits64, fromBits64 } from '../float/bits.ts';
import { readableDecimal, withInfinitySign } from '../float/decimal.ts';
import { dyadicOf } from '../float/dyadic.ts';
import { grouped } from './layout.ts';
import { counted, formatCount, formatNumber } from './numbers.ts';
import { isOwn, subjectNames } from './subject-names.ts';

/**
 * What opens every explanation, a paragraph each: the exact value, who is right, whether and by how much the results
 * differ, and what decides it; then what each observed number is.
 */
export function conclusionTexts(output: OutputExplanation): readonly string[] {
  const { exact, results, observed } = output;
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const value =
    exact.because === null
      ? `The exact value is ${readableDecimal(exact.decimal)}.`
      : `There is no exact value: ${exact.because}.`;
  const sentences = [
    value,
    ...(valued.length === 0 ? ['No subject gave a result.'] : []),
    ...(exact.because === null && valued.length > 0 ? [rightText(output, valued)] : []),
    ...differenceText(output, valued),
  ];
  return [sentences.join(' '), ...observedTexts(observed)];
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
  const equalWord = equal === 0 ? 'none' : equal === valued.length && equal > 1 ? 'all' : formatCount(equal);
  const unbounded = valued.length - within.length;
  const parts = [
    ...(within.length === 0 ? [] : [withinText(within, unbounded === 0)]),
    ...(unbounded === 0 ? [] : [`${formatCount(unbounded)} ${unbounded === 1 ? 'has' : 'have'} no bound`]),
    valued.length === 1
      ? `it ${equal === 1 ? 'equals' : 'does not equal'} the exact value`
      : `${equalWord} ${equal === 1 ? 'equals' : 'equal'} the exact value`,
  ];
  return `${parts.join('; ')}.`.replace(/^./, (first) => first.toUpperCase());
}

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
    const same = withInfinitySign(readableDecimal(distinct[0]!));
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
  const numbers = (format: NumberFormat): number =>
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

/** More observed numbers than this are left to their section. */
const mostObserved = 3;
/** More names than this are counted. */
const mostNamed = 2;

function observedTexts(observed: readonly ObservedExplanation[]): readonly string[] {
  const groups = [...grouped(observed, ({ printed }) => printed).values()];
  const shown = groups.slice(0, mostObserved).map((group) => {
    const one = group[0]!;
    const names = group.map(({ name }) => name).join(' and ');
    const error = observedErrorText(one);
    return error === undefined
      ? `${names}, ${one.printed}, is what ${givers(one.consistentWith)}.`
      : `${names}, ${one.printed}, is no result here. ${error}`;
  });
  const rest = groups.length - mostObserved;
  return rest > 0 ? [...shown, `${counted(rest, 'more observed number')} below.`] : shown;
}

/** `a/conv2d and 3 others give`: engines before algorithms of lastbit. */
function givers(subjects: readonly string[]): string {
  const engines = subjects.filter((subject) => !isOwn(subject));
  const sorted = [...engines, ...subjects.filter(isOwn)];
  const rest = sorted.length - mostNamed;
  if (rest > 0) return `${sorted.slice(0, mostNamed).join(', ')} and ${counted(rest, 'other')} give`;
  return `${sorted.join(' and ')} ${sorted.length === 1 ? 'gives' : 'give'}`;
}

/**
 * How wrong an observed number is that no result here prints as: in ulp, and against the bound of any order. Undefined
 * where a result prints so.
 */
export function observedErrorText(one: ObservedExplanation): string | undefined {
  if (one.consistentWith.length > 0) return undefined;
  const { signedErrorUlp, errorOverBound } = one;
  const distance = distanceText(signedErrorUlp);
  if (errorOverBound === null) return `${distance}; the bound of any order does not apply.`;
  const share = `at least ${formatNumber(errorOverBound)}`;
  return errorOverBound <= 1
    ? `${distance}, ${share} of the bound of any order: another order may explain it.`
    : `${distance}, ${share} times the bound of any order: no order of rounded additions explains it.`;
}

function distanceText(signedErrorUlp: number | null): string {
  if (signedErrorUlp === null) return 'Its error has no ulp';
  if (signedErrorUlp === 0) return 'It is the exact value';
  const side = signedErrorUlp > 0 ? 'above' : 'below';
  return `It is ${formatNumber(Math.abs(signedErrorUlp), 4)} ulp of binary32 ${side} the exact value`;
}
