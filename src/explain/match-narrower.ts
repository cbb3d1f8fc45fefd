import { type Dyadic, toBinary64 } from '../float/dyadic.ts';
import { exactDot64 } from '../float/exact-dot.ts';
import { bfloat16, binary16, type Format } from '../float/format.ts';
import { randomOf } from '../inputs/random.ts';
import { narrowInputs } from '../sums/narrow-inputs.ts';
import { inputModels, narrowResults, sameNumbers, sumBy, sums32 } from './narrow-models.ts';
import type { NarrowResult } from './narrow-sums.ts';
import type { ChanceOfMatch, NarrowerArithmetic } from './observed-records.ts';
import type { ObservedWindow } from './observed-window.ts';
import { type Decimal, numbersWithin, type ReadAs } from './printed-decimal.ts';
import { quickRound } from './quick-round.ts';
import { isExactly, type PrintedFormat, printsSo, type Reading, readingOf, readingsOf } from './readings.ts';

export interface NarrowerMatches {
  readonly narrower: readonly NarrowerArithmetic[];
  readonly chance: ChanceOfMatch | null;
}

/** Results of narrower arithmetics for a window are the same for all observed numbers. */
const known = new WeakMap<ObservedWindow, readonly NarrowResult[]>();

/** What explains sums of binary64 numbers in binary32, above all. */
export const roundedInputs = 'inputs rounded to binary32';

/** What narrower arithmetics give, the plainest first. */
export function resultsFor(window: ObservedWindow): readonly NarrowResult[] {
  const found = known.get(window) ?? [...allResults(window)];
  known.set(window, found);
  return found;
}

function* allResults({ left, right, isRounded, facts }: ObservedWindow): Generator<NarrowResult> {
  if (isRounded) {
    const what = roundedInputs;
    const value = exactDot64(left, right, 0, left.length);
    yield { what, name: `${what}, added in binary64`, format: 'binary64', value };
    for (const [algorithm, words] of sums32)
      yield { what, name: `${what}, ${words}`, format: 'binary32', value: sumBy(algorithm, left, right) };
  }
  yield* narrowResults(left, right);
  if (facts.sum !== undefined) yield* integerResults(toBinary64(facts.sum));
}

/** What integers of 8 to 32 bits hold of a sum that is too large for them; not 0, which has likelier causes. */
function* integerResults(sum: number): Generator<NarrowResult> {
  if (!Number.isSafeInteger(sum)) return;
  const exact = BigInt(sum);
  for (const bits of [32, 16, 8]) {
    for (const signed of [true, false]) {
      const wrapped = signed ? BigInt.asIntN(bits, exact) : BigInt.asUintN(bits, exact);
      if (wrapped === exact) continue;
      const what = `${signed ? '' : 'unsigned '}${bits}-bit integers`;
      const [least, largest] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
      const saturated = Math.min(Math.max(sum, least), largest);
      const format = 'binary64' as const;
      for (const [how, value] of [
        ['wrap around', Number(wrapped)],
        ['saturate', saturated],
      ] as const)
        if (value !== 0) yield { what: `${what} that ${how}`, name: `${what} that ${how}`, format, value };
    }
  }
}

/** Which narrower arithmetics give a number that prints so. `value` is what was printed, `exact` what is due. */
export function matchNarrower(
  window: ObservedWindow,
  printed: string,
  as: ReadAs | undefined,
  value: number,
  exact: Dyadic | undefined,
): NarrowerMatches {
  const results = resultsFor(window);
  const read = readerOf(window.divisor, printed, as);
  const found = results.flatMap((one): readonly Found[] => {
    const match = read(one);
    return match === undefined ? [] : [{ ...match, ...one, isRare: one.isRare === true, value: match.value }];
  });
  const chance = exact === undefined ? null : chanceOf(results, window.divisor, printed, value, toBinary64(exact));
  const named = plainest(found).map((one) => arithmeticOf(one, printed));
  if (found.some(({ isRare }) => !isRare)) return { narrower: named, chance };
  const orders = narrowOrders(window, printed, as);
  const rare = named;
  if (rare.length > 0) return { narrower: [...orders, ...rare], chance: orders.length > 0 ? null : chance };
  if (orders.length > 0 || exact === undefined || window.base === 'binary64') return { narrower: orders, chance: null };
  return amongOrders(window, printed, as, value, toBinary64(exact));
}

/** The plainest computation of each kind; those that few machines do last. */
function plainest(found: readonly Found[]): readonly Found[] {
  const firsts = found.filter(({ what }, place) => found.findIndex((one) => one.what === what) === place);
  return firsts.toSorted((a, b) => Number(a.isRare) - Number(b.isRare));
}

interface Found {
  readonly what: string;
  readonly name: string;
  readonly isRare: boolean;
  readonly format: PrintedFormat;
  readonly value: number;
  readonly reading: Reading;
}

type Reader = (result: NarrowResult) => Pick<Found, 'value' | 'reading'> | undefined;

/** A narrow result may be printed in its own format, or as the binary32 number that it is. */
function readerOf(divisor: number, printed: string, as: ReadAs | undefined): Reader {
  const readings = (['binary32', 'binary16', 'bfloat16', 'binary64'] as const).map((format) => {
    const all = readingsOf(printed, format, as);
    const prints = format === 'binary64' ? (x: number): boolean => readingOf(x, all) !== undefined : printsSo(all);
    return { format, all, prints };
  });
  return ({ value, format }) => {
    const result = divisor === 1 ? value : rounderTo(format)(value / divisor);
    const usual = readings.filter((one) => one.format === format || one.format === 'binary32');
    const match = usual.toSorted((a, b) => Number(a.format !== format) - Number(b.format !== format));
    const found = match.find(({ prints }) => prints(result));
    const reading = found && readingOf(result, found.all);
    return reading && { value: result, reading };
  };
}

/** Where digits say another number than the result, the result is said too. */
function arithmeticOf({ what, name, value, format, reading }: Found, printed: string): NarrowerArithmetic {
  const isOther = format !== 'binary32' && reading.kind === 'shortest' && !isExactly(value, printed);
  return { what, name: isOther ? `${name}, ${value} with the fewest digits` : name, by: 'value' };
}

const narrow: Readonly<Record<'binary16' | 'bfloat16', Format>> = { binary16, bfloat16 };

function rounderTo(format: PrintedFormat): (x: number) => number {
  if (format === 'binary64') return (x) => x;
  return format === 'binary32' ? Math.fround : quickRound(narrow[format], 'nearest-even');
}

/**
 * Were the number anywhere at random, no farther from the exact value than it is: how many of the different results
 * that lie there would print as it?
 */
function chanceOf(
  results: readonly NarrowResult[],
  divisor: number,
  printed: string,
  value: number,
  exact: number,
): ChanceOfMatch {
  const due = exact / divisor;
  const distance = Math.abs(value - due);
  const near = new Set(
    results.map((one) => one.value / divisor).filter((x) => Math.abs(x - due) <= distance * (1 + 2 ** -20)),
  );
  const [reading] = readingsOf(printed, 'binary32', 'fixed') as readonly Reading[];
  const width = Math.max(
    numberOf(reading!.interval.high) - numberOf(reading!.interval.low),
    Math.abs(value) * 2 ** -23,
    2 ** -149,
  );
  return {
    expected: (near.size * width) / (2 * distance + width),
    tried: results.length,
    how:
      'different results of narrower arithmetics no farther from the exact value than this number, times the share ' +
      'of that range that prints as it',
  };
}

const treesTried = 20_000;
/** Additions of each arithmetic: a tenth of a second. */
const mostAdditions = 2 ** 21;

/** Random orders of 16-bit sums that print so. */
function narrowOrders(
  { left, right, divisor }: ObservedWindow,
  printed: string,
  as: ReadAs | undefined,
): readonly NarrowerArithmetic[] {
  const tried = Math.min(treesTried, Math.floor(mostAdditions / left.length));
  if (left.length < 3 || tried < 100) return [];
  return (['binary16', 'bfloat16'] as const).flatMap((format): readonly NarrowerArithmetic[] => {
    const prints = printsSo([...readingsOf(printed, format, as), ...readingsOf(printed, 'binary32', as)]);
    const round = quickRound(narrow[format], 'nearest-even');
    const products = Float64Array.from(left, (x, t) => round(x * right[t]!));
    let found = 0;
    for (const value of randomSums(products, round, tried))
      if (prints(divisor === 1 ? value : round(value / divisor))) found++;
    if (found === 0) return [];
    const share = `${Number(((100 * found) / tried).toPrecision(2))} %`;
    const name = `${format} sums in ${share} of ${tried.toLocaleString('en-US')} random orders`;
    return [{ what: `${format} sums`, name, by: 'orders' }];
  });
}

const inputOrders = 1000;

/**
 * Narrowed inputs with which the number lies among the results that orders of binary32 sums give: the sums of a matrix
 * unit have an order that nobody states. The chance is that of a number anywhere at random, as in `chanceOf`.
 */
function amongOrders(
  window: ObservedWindow,
  printed: string,
  as: ReadAs | undefined,
  value: number,
  exact: number,
): NarrowerMatches {
  const { left, right, divisor } = window;
  const tried = Math.min(inputOrders, Math.floor(mostAdditions / left.length));
  const distance = Math.abs(value - exact / divisor);
  if (left.length < 3 || tried < 100 || distance === 0) return { narrower: [], chance: null };
  const [rounded] = readingsOf(printed, 'binary32', as ?? 'fixed').filter(
    ({ interval }) => numbersWithin(interval, 'binary32').count > 0n,
  );
  let covered = 0;
  const narrower = inputModels.flatMap(({ what, how, narrowing }): readonly NarrowerArithmetic[] => {
    const [x, y] = [narrowInputs(left, narrowing), narrowInputs(right, narrowing)];
    if (sameNumbers(left, x) && sameNumbers(right, y)) return [];
    const products = Float64Array.from(x, (factor, t) => Math.fround(factor * y[t]!));
    const sums = [...randomSums(products, Math.fround, tried), ...sums32.map(([one]) => sumBy(one, x, y))];
    const results = sums.filter(Number.isFinite).map((sum) => sum / divisor);
    const [low, high] = [Math.min(...results), Math.max(...results)];
    const due = exact / divisor;
    covered += Math.max(0, Math.min(high, due + distance) - Math.max(low, due - distance));
    const isAmong =
      rounded !== undefined && numberOf(rounded.interval.low) <= high && numberOf(rounded.interval.high) >= low;
    const orders = `it lies among the results of ${tried.toLocaleString('en-US')} random orders`;
    const name = `${what} (rounded ${how}): ${orders}`;
    return isAmong ? [{ what, name, by: 'orders' }] : [];
  });
  const how =
    'the range of the results of orders with narrowed inputs, as a share of all no farther from the exact value';
  const firsts = narrower.filter(({ what }, place) => narrower.findIndex((one) => one.what === what) === place);
  return { narrower: firsts, chance: { expected: covered / (2 * distance), tried: inputModels.length, how } };
}

const numberOf = ({ significand, exponent }: Decimal): number => Number(`${significand}e${exponent}`);

function* randomSums(products: Float64Array, round: (x: number) => number, tried: number): Generator<number> {
  const rng = randomOf(1, 'narrow orders');
  const values = new Float64Array(products.length);
  const words = new Int32Array(4096);
  let used = words.length;
  for (let tree = 0; tree < tried; tree++) {
    values.set(products);
    for (let left = values.length; left > 1; left--) {
      if (used === words.length) {
        rng.fill(words);
        used = 0;
      }
      // As in reachable-results.ts: two places of one random word.
      const place = (words[used++]! >>> 0) * 2 ** -32 * left;
      const first = place | 0;
      const second = ((place - first) * (left - 1)) | 0;
      const taken = values[first]!;
      values[first] = values[left - 1]!;
      values[second] = round(values[second]! + taken);
    }
    yield values[0]!;
  }
}
