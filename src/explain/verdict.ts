import type { WideFormat } from '../conv/shape.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { anyOrderIn, isSumOf, termBits } from './any-order-of.ts';
import { matchNarrower, roundedInputs } from './match-narrower.ts';
import type { Match } from './observed-match.ts';
import type { ObservedExplanation, ObservedVerdict, ReachedBy } from './observed-records.ts';
import type { ObservedWindow } from './observed-window.ts';
import { namedComputations } from './plain-names.ts';
import { isMinusZero, numbersWithin, type Observed, type PrintedDecimal, within } from './printed-decimal.ts';
import { type PrintedError, printedError } from './printed-error.ts';
import type { Reading } from './readings.ts';
import { chanceOf, type OrderEvidence, orderOf, placeAmongOrders } from './verdict-by-orders.ts';

/** What is known about a printed number when it is judged. */
export interface PrintedNumber {
  readonly observed: Observed;
  readonly decimal: PrintedDecimal;
  readonly readings: Readonly<Record<WideFormat, readonly Reading[]>>;
  readonly matches: readonly Match[];
  readonly error: PrintedError;
  readonly window: ObservedWindow;
}

export interface Verdict extends Pick<ObservedExplanation, 'reading' | 'reachedBy' | 'narrower' | 'chance'> {
  readonly verdict: ObservedVerdict;
  readonly evidence: Evidence;
}

/** What a sentence says besides the error. */
export interface Evidence extends OrderEvidence {
  /** No number of these formats prints so. */
  readonly noNumberOf?: readonly WideFormat[];
  /** Every order gives the exact value, because no addition rounds. */
  readonly noAdditionRounds?: boolean;
  /** NaN or an infinity is due. */
  readonly isDue?: boolean;
  /** A transform whose own bound it keeps, and the share of that bound. */
  readonly transform?: { readonly name: string; readonly share: number };
  /** It is −0, and +0 is due. */
  readonly isSignAlone?: boolean;
  /** An engine gives it today. */
  readonly subject?: string;
  /** The way in which the number that is given prints so, if it is one number. */
  readonly reading?: Reading;
  /** No binary32 number prints so, but a binary64 one that is given does. */
  readonly isWide?: boolean;
}

const isOwn = ({ candidate }: Match): boolean => algorithms.some((one) => subjectId(one) === candidate.subject);

/** The verdict on a printed decimal; the strictest evidence first. */
export function verdictOf(number: PrintedNumber): Verdict {
  const { matches, error, window, readings } = number;
  const beyond = error.errorOverBound !== null && error.errorOverBound > 1;
  // Our own algorithms are right. A result of an engine proves nothing if no order can give it.
  const right = matches.filter((match) => isOwn(match) || !beyond);
  if (right.length > 0)
    return inInputFormat(number, right) ?? withFlushes(withRoundedInputs(reached(number, right), number), number);
  const { facts, special, divisor, base, anyOrder, inputFormat } = window;
  const engine = matches[0]?.candidate.subject;
  const evidence = engine === undefined ? {} : { subject: engine };
  const other = (verdict: ObservedVerdict, more: Evidence = {}): Verdict => {
    const found = narrowerOf(number);
    const usual = usualOf(found.narrower, inputFormat);
    const reading = readingText(number, undefined);
    if (usual.length === 0) return { verdict, reading, reachedBy: [], ...found, evidence: { ...evidence, ...more } };
    return { verdict: 'reached', reading, reachedBy: usual, narrower: [], chance: null, evidence };
  };
  if (facts.sum === undefined)
    return special.due === undefined ? other('undecided') : other('no-rounding', { isDue: true });
  // Terms of a mean may be divided first.
  if (special.due !== undefined && divisor === 1) return other('no-rounding', { isDue: true });
  if (isMinusZero(number.decimal) && facts.sum.significand === 0n) {
    const order = { name: 'every order that does not begin with +0', subject: null, reading: null };
    const { left, right } = window;
    const isSigned = left.every((x, t) => Object.is(x * right[t]!, -0));
    return isSigned ? { ...reached(number, []), reachedBy: [order] } : other('within-reach', { isSignAlone: true });
  }
  const noAdditionRounds = neverRounds(window);
  if (noAdditionRounds && divisor === 1) {
    const order = { name: 'every order', subject: null, reading: null };
    const isExact = [...readings.binary32, ...readings.binary64].some(({ interval }) => within(facts.sum!, interval));
    return isExact ? { ...reached(number, []), reachedBy: [order] } : other('impossible', { noAdditionRounds });
  }
  const noNumberOf = (['binary32', 'binary64'] as const).filter((format) => hasNoNumber(number, format));
  if (beyond) return other('no-rounding', { noNumberOf, ...transformOf(number) });
  if (noNumberOf.includes(base))
    return isWithinBinary64(number) ? other('within-reach', { isWide: true }) : other('impossible', { noNumberOf });
  const order = orderOf(number);
  if (order !== undefined)
    return { ...reached(number, []), reachedBy: [order], chance: chanceOf(number, number.readings.binary32) };
  if (anyOrder === undefined) return other('undecided');
  return other(...placeAmongOrders(number));
}

/** Of inputs of 16 bits, sums and results in their format are usual. */
function usualOf(narrower: Verdict['narrower'], inputFormat: ObservedWindow['inputFormat']): readonly ReachedBy[] {
  return narrower
    .filter(({ what }) => inputFormat !== undefined && (what.includes(inputFormat) || what === 'a matrix unit'))
    .map(({ name }) => ({ name, subject: null, reading: null }));
}

/** Few digits are all that a result in 16 bits has. */
function inInputFormat(number: PrintedNumber, matches: readonly Match[]): Verdict | undefined {
  const { inputFormat } = number.window;
  const isStrict = matches.some(({ reading: { kind } }) => kind === 'shortest' || kind === 'exact');
  if (inputFormat === undefined || isStrict) return undefined;
  const reachedBy = usualOf(narrowerOf(number).narrower, inputFormat);
  const reading = readingText(number, undefined);
  return reachedBy.length === 0
    ? undefined
    : { verdict: 'reached', reading, reachedBy, narrower: [], chance: null, evidence: {} };
}

/** Few digits are also what inputs in binary64 give that were rounded to binary32 first. */
function withRoundedInputs(verdict: Verdict, number: PrintedNumber): Verdict {
  const isStrict = verdict.reachedBy.some(({ reading }) => reading === 'shortest' || reading === 'exact');
  if (!number.window.isRounded || isStrict) return verdict;
  const narrower = narrowerOf(number).narrower.filter(({ what }) => what === roundedInputs);
  return { ...verdict, narrower };
}

/** A zero where none is due may also have been flushed, as by fast math and GPUs. */
function withFlushes(verdict: Verdict, number: PrintedNumber): Verdict {
  const { decimal, window, matches } = number;
  const isOwnZero = matches.some((match) => isOwn(match) && match.candidate.value === 0);
  if (decimal.magnitude.significand !== 0n || window.facts.sum?.significand === 0n || isOwnZero) return verdict;
  const flushes = narrowerOf(number).narrower.filter(({ what }) => /flushed to zero|read as zero/.test(what));
  return { ...verdict, narrower: [...verdict.narrower, ...flushes] };
}

const smallestNormal = { binary32: -126, binary64: -1022 };
const significantBits = { binary16: 11, bfloat16: 8 };

/** Whether no order rounds, nor flushes anything to zero. */
export function neverRounds({ facts, base, inputFormat, left, right }: ObservedWindow): boolean {
  if (facts.nonZeroTerms === 0) return true;
  const { grid } = facts;
  if (grid === null || !grid.everyOrderExact[base] || grid.exponent < smallestNormal[base]) return false;
  const subnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** smallestNormal[base];
  if (left.some(subnormal) || right.some(subnormal)) return false;
  return inputFormat === undefined || grid.bits <= significantBits[inputFormat];
}

/** Whether sums in binary64 may give a number that prints so. */
function isWithinBinary64({ decimal, readings, window }: PrintedNumber): boolean {
  const { facts, divisor, right, base } = window;
  if (hasNoNumberIn(readings.binary64, 'binary64')) return false;
  const anyOrder = anyOrderIn('binary64', facts, { bits: termBits(base, isSumOf(right)), divisor });
  const wide = { facts, divisor, base: 'binary64' as const, anyOrder };
  const ways = readings.binary64.map(({ interval }) => interval);
  const { errorOverBound } = printedError(decimal, ways, wide);
  return errorOverBound !== null && errorOverBound <= 1;
}

/** The first transform whose bound the nearest of the numbers that print so keeps. */
function transformOf({ error, window }: PrintedNumber): Pick<Evidence, 'transform'> {
  if (error.errorOverBound === null || window.anyOrder === undefined) return {};
  const distance = error.errorOverBound * toBinary64(window.anyOrder);
  const found = window.transforms.find(({ bound }) => distance <= bound);
  return found === undefined ? {} : { transform: { name: found.name, share: distance / found.bound } };
}

function hasNoNumber({ readings }: PrintedNumber, format: WideFormat): boolean {
  return hasNoNumberIn(readings[format], format);
}

const hasNoNumberIn = (readings: readonly Reading[], format: WideFormat): boolean =>
  readings.every(({ interval }) => numbersWithin(interval, format).count === 0n);

function reached(number: PrintedNumber, matches: readonly Match[]): Verdict {
  const { window } = number;
  // What is one number counts before what may be one of many.
  const isStrict = ({ reading }: Match): boolean => reading.kind === 'shortest' || reading.kind === 'exact';
  const strict = matches.filter(isStrict);
  const others = matches.filter((match) => !isStrict(match));
  const chosen = strict[0]?.reading ?? others[0]?.reading;
  return {
    verdict: 'reached',
    reading: readingText(number, chosen),
    reachedBy: [...namedMatches(strict, window), ...namedMatches(others, window)],
    narrower: [],
    chance: chanceOf(number, strict.length > 0 ? [strict[0]!.reading] : number.readings.binary32),
    evidence: {
      ...(strict.length > 0 ? { reading: strict[0]!.reading } : {}),
      isWide: window.base === 'binary32' && hasNoNumber(number, 'binary32'),
    },
  };
}

/** In words, the plainest first, with the way in which each prints so. */
function namedMatches(matches: readonly Match[], { left, right, window }: ObservedWindow): readonly ReachedBy[] {
  const isSum = right.every((x) => x === 1);
  const candidates = matches.map(({ candidate }) => candidate);
  return namedComputations(candidates, left.length, window, isSum).map((named) => ({
    ...named,
    reading: matches.find(({ candidate }) => candidate.subject === named.subject)?.reading.kind ?? null,
  }));
}

/** Narrower arithmetics that give the number, where rounding does not. */
function narrowerOf({ observed, window }: PrintedNumber): Pick<Verdict, 'narrower' | 'chance'> {
  if (window.facts.sum === undefined) return { narrower: [], chance: null };
  return matchNarrower(window, observed.printed, observed.as, Number(observed.printed), window.facts.sum);
}

/** How the digits were read, in words. */
function readingText({ decimal, readings, observed }: PrintedNumber, reading: Reading | undefined): string {
  const all = readings.binary32;
  const words = readingWords(decimal);
  if (reading !== undefined) return words[reading.kind];
  if (observed.as === 'repr' && all.length === 0) return `${words.shortest}, which no binary32 number has`;
  const shortest = all.flatMap(({ kind, format }) => (kind === 'shortest' && format !== undefined ? [format] : []));
  const several = `as the fewest digits that read back as a ${either.format(shortest)} number`;
  return [
    ...(shortest.length > 1 ? [several] : []),
    ...all.flatMap(({ kind }) => (kind === 'shortest' && shortest.length > 1 ? [] : [words[kind]])),
  ].join(', or ');
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/** Ways to read digits, after "read". */
export function readingWords({ magnitude }: PrintedDecimal): Readonly<Record<Reading['kind'], string>> {
  const { significand, exponent } = magnitude;
  const significant = significand.toString().length;
  const digits =
    exponent > 0
      ? `${significant} significant ${significant === 1 ? 'digit' : 'digits'}`
      : exponent === 0
        ? 'a whole number'
        : `${-exponent} ${exponent === -1 ? 'decimal' : 'decimals'}`;
  return {
    shortest: 'as the fewest digits that read back as the number',
    exact: 'as all digits of the number',
    rounded: `as rounded to ${digits}`,
    truncated: `as cut off after ${digits}`,
  };
}
