import type { WideFormat } from '../conv/shape.ts';
import { bits32 } from '../float/bits.ts';
import { dyadicOf } from '../float/dyadic.ts';
import { answerOf } from './observed-answer.ts';
import { finished, type Match, roundings } from './observed-match.ts';
import type { ObservedExplanation, ObservedInterval, PlaceAmongResults } from './observed-records.ts';
import { explainSpecial } from './observed-special.ts';
import { type FoundOut, statementOf } from './observed-statement.ts';
import type { ObservedWindow } from './observed-window.ts';
import {
  fullDecimal,
  type Interval,
  isMinusZero,
  numbersWithin,
  type Observed,
  type PrintedDecimal,
  parsePrinted,
  roundedInterval,
  specialOf,
  truncatedInterval,
} from './printed-decimal.ts';
import { printedError } from './printed-error.ts';
import { isExactly, printsSo, type Reading, readingOf, readingsOf } from './readings.ts';
import { verdictOf } from './verdict.ts';

/**
 * What a printed number is: which numbers print so, which of them somebody gives here, and whether rounding can give
 * any of them. All comparisons are exact, and of all numbers that print so, the one nearest to the exact value decides.
 */
export function explainObserved(observed: Observed, window: ObservedWindow): ObservedExplanation {
  const { name, printed, as } = observed;
  const special = specialOf(printed);
  if (special !== undefined) return explainSpecial(observed, special, window);
  const decimal = parsePrinted(printed);
  const readings = {
    binary32: readingsOf(printed, 'binary32', as),
    binary64: readingsOf(printed, 'binary64', as),
  };
  const ways = [...readings.binary32, ...readings.binary64].map(({ interval }) => interval);
  const isSigned = isMinusZero(decimal);
  const matches = window.candidates.flatMap((candidate): readonly Match[] => {
    const reading = finished(candidate, window.divisor)
      .filter((value) => !isSigned || !Object.is(value, 0))
      .map((value) => readingOf(value, readings[candidate.format]))
      .find((one) => one !== undefined);
    return reading === undefined ? [] : [{ candidate, reading }];
  });
  const error = printedError(decimal, ways, window);
  const { evidence, ...verdict } = verdictOf({ observed, decimal, readings, matches, error, window });
  // The figures of a sentence are those of the number that is given, where it is one number.
  const figures = evidence.reading === undefined ? error : errorOfNumber(evidence.reading.interval, window);
  const intervals = [described(roundedInterval(decimal)), described(truncatedInterval(decimal))] as const;
  const pinned = onlyNumber(readings.binary32);
  const shortest = readings.binary32
    .filter(({ kind }) => kind === 'shortest')
    .map(({ interval }) => numbersWithin(interval, 'binary32').first)
    .find((x) => x !== undefined);
  const found: FoundOut = {
    decimal,
    rounded: intervals[0],
    truncated: intervals[1],
    full: { binary32: isNumberOf(printed, decimal, 'binary32'), binary64: isNumberOf(printed, decimal, 'binary64') },
    pinned,
    pinnedIsExact: pinned !== undefined && isExact(pinned, window),
    candidates: window.candidates,
    consistent: matches.map(({ candidate }) => candidate),
  };
  return {
    ...{ name, printed },
    ...verdict,
    answer: answerOf(observed, { ...verdict, evidence }, figures, window),
    place: placeOf(readings.binary32, window),
    // Others are computations in words, which are no subjects.
    consistentWith: matches.flatMap(({ candidate: { subject } }) => (subject.includes(' ') ? [] : [subject])),
    possibleBinary32: readings.binary32.some(({ interval }) => numbersWithin(interval, 'binary32').count > 0n),
    printedInFull: found.full,
    rounded: intervals[0],
    truncated: intervals[1],
    shortest: shortest === undefined ? null : numberOf(shortest),
    pinned: pinned === undefined ? null : numberOf(pinned),
    ...error,
    errorOverBound: error.errorOverBound === Number.POSITIVE_INFINITY ? null : error.errorOverBound,
    statement: statementOf(found),
  };
}

/** The error of the one number in an interval. */
function errorOfNumber(interval: Interval, window: ObservedWindow): ReturnType<typeof printedError> {
  const { significand, exponent } = interval.low;
  const negative = significand < 0n;
  const magnitude = { significand: negative ? -significand : significand, exponent };
  return printedError({ negative, magnitude }, [interval], window);
}

const numberOf = (x: number): { bits: ReturnType<typeof bits32>; decimal: string } => ({
  ...{ bits: bits32(x), decimal: fullDecimal(x) },
});

function isExact(x: number, { facts }: ObservedWindow): boolean {
  if (facts.sum === undefined) return false;
  const { significand, exponent } = dyadicOf(x);
  return significand === facts.sum.significand && exponent === facts.sum.exponent;
}

/** The only binary32 number that may be printed so; undefined if there are more, or none. */
function onlyNumber(readings: readonly Reading[]): number | undefined {
  const numbers = readings.map(({ interval }) => numbersWithin(interval, 'binary32')).filter(({ count }) => count > 0n);
  const first = numbers[0]?.first;
  return numbers.every((way) => way.count === 1n && way.first === first) ? first : undefined;
}

/** Whether the decimal itself, to its last digit, is a number of the format. */
function isNumberOf(printed: string, { negative, magnitude }: PrintedDecimal, format: WideFormat): boolean {
  const near = Number(`${negative ? '-' : ''}${magnitude.significand}e${magnitude.exponent}`);
  return isExactly(roundings[format](near), printed);
}

function described(interval: Interval): ObservedInterval {
  const text = ({ significand, exponent }: Interval['low']): string => `${significand}e${exponent}`;
  return {
    low: text(interval.low),
    high: text(interval.high),
    lowIncluded: interval.lowIncluded,
    highIncluded: interval.highIncluded,
    binary32Count: Number(numbersWithin(interval, 'binary32').count),
    binary64Count: Number(numbersWithin(interval, 'binary64').count),
  };
}

/** Shares of the random trees below the number, printed so, and above it. */
function placeOf(readings: readonly Reading[], { reach, divisor }: ObservedWindow): PlaceAmongResults | null {
  if (reach === undefined) return null;
  const { values, counts, tried } = reach.trees;
  const numbers = readings.map(({ interval }) => numbersWithin(interval, 'binary32').first);
  const found = numbers.filter((x) => x !== undefined);
  if (found.length === 0) return null;
  const lowest = Math.min(...found);
  const prints = printsSo(readings);
  let [below, equal] = [0, 0];
  values.forEach((sum, index) => {
    const value = divisor === 1 ? sum : Math.fround(sum / divisor);
    if (prints(value)) equal += counts[index]!;
    else if (value < lowest) below += counts[index]!;
  });
  return { tried, below: below / tried, equal: equal / tried, above: (tried - below - equal) / tried };
}
