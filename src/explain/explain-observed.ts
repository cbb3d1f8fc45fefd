import type { NumberFormat } from '../conv/shape.ts';
import { bits32 } from '../float/bits.ts';
import { type Dyadic, dyadicOf } from '../float/dyadic.ts';
import type { Candidate } from './candidate.ts';
import type { ObservedExplanation, ObservedInterval } from './explanation.ts';
import { fullDecimal } from './full-decimal.ts';
import { type NumbersWithin, numbersWithin } from './numbers-within.ts';
import { type FoundOut, observedStatement } from './observed-statement.ts';
import type { Observed } from './parse-observed.ts';
import {
  compareToDecimal,
  type Decimal,
  type Interval,
  type PrintedDecimal,
  parsePrinted,
  roundedInterval,
  truncatedInterval,
  within,
} from './printed-interval.ts';

/**
 * Who may have printed this number? A printed decimal stands for an interval of reals, by rounding half to even and by cutting
 * off; a subject is consistent with it if its result lies in one of the two. Exact integer arithmetic throughout.
 */
export function explainObserved(
  { name, printed }: Observed,
  candidates: readonly Candidate[],
  exact: Dyadic | undefined,
): ObservedExplanation {
  const decimal = parsePrinted(printed);
  const ways = [roundedInterval(decimal), truncatedInterval(decimal)] as const;
  const [rounded, truncated] = [described(ways[0]), described(ways[1])];
  const consistent = candidates.filter(({ value }) => mayPrintAs(value, ways));
  const pinned = onlyNumber(ways.map((interval) => numbersWithin(interval, 'binary32')));
  const found: FoundOut = {
    decimal,
    rounded,
    truncated,
    full: { binary32: isNumberOf(decimal, 'binary32'), binary64: isNumberOf(decimal, 'binary64') },
    pinned,
    pinnedIsExact: pinned !== undefined && exact !== undefined && same(dyadicOf(pinned), exact),
    consistent,
    asked: candidates,
  };
  return {
    name,
    printed,
    consistentWith: consistent.map(({ subject }) => subject),
    possibleBinary32: rounded.binary32Count + truncated.binary32Count > 0,
    printedInFull: found.full,
    rounded,
    truncated,
    pinned: pinned === undefined ? null : { bits: bits32(pinned), decimal: fullDecimal(pinned) },
    statement: observedStatement(found),
  };
}

function mayPrintAs(value: number, ways: readonly Interval[]): boolean {
  return Number.isFinite(value) && ways.some((interval) => within(dyadicOf(value), interval));
}

function same(a: Dyadic, b: Dyadic): boolean {
  return a.significand === b.significand && a.exponent === b.exponent;
}

/** The one number in both intervals together, if there is one only. */
function onlyNumber(ways: readonly NumbersWithin[]): number | undefined {
  const numbers = ways.filter(({ count }) => count > 0n);
  const first = numbers[0]?.first;
  const one = numbers.every((way) => way.count === 1n && way.first === first);
  return one ? first : undefined;
}

/** Whether the decimal itself, to its last digit, is a number of the format. */
function isNumberOf({ magnitude }: PrintedDecimal, format: NumberFormat): boolean {
  const near = Number(text(magnitude));
  const number = format === 'binary32' ? Math.fround(near) : near;
  return Number.isFinite(number) && compareToDecimal(dyadicOf(number), magnitude) === 0;
}

function described(interval: Interval): ObservedInterval {
  return {
    low: text(interval.low),
    high: text(interval.high),
    lowIncluded: interval.lowIncluded,
    highIncluded: interval.highIncluded,
    binary32Count: Number(numbersWithin(interval, 'binary32').count),
    binary64Count: Number(numbersWithin(interval, 'binary64').count),
  };
}

function text({ significand, exponent }: Decimal): string {
  return `${significand}e${exponent}`;
}
