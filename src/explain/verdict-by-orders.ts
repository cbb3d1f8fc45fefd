import type { WideFormat } from '../conv/shape.ts';
import { algorithms } from '../sums/algorithms.ts';
import { orderText } from './all-orders.ts';
import { finished } from './observed-match.ts';
import type { ChanceOfMatch, ObservedVerdict, ReachedBy } from './observed-records.ts';
import { hullOf, type ObservedWindow } from './observed-window.ts';
import { computationKey } from './plain-names.ts';
import { type Interval, isMinusZero, type PrintedDecimal } from './printed-decimal.ts';
import { printsSo, type Reading } from './readings.ts';

/** A printed number, and the window whose orders were tried. */
interface Tried {
  readonly decimal: PrintedDecimal;
  readonly readings: Readonly<Record<WideFormat, readonly Reading[]>>;
  readonly window: ObservedWindow;
}

/** Where a number lies among the results of the orders that were tried. */
export interface OrderEvidence {
  /** Its distance from the exact value ÷ the largest of all orders that were tried. */
  readonly timesReached?: number;
  /** All orders were tried. */
  readonly allTried?: boolean;
  /** It lies beyond the orders that were tried, but a mean of terms that are divided first has other results. */
  readonly mayBeDividedFirst?: boolean;
}

/**
 * How many of the different binary32 computations here would print so if each of them were a random order. Null where
 * no addition rounds, which is no chance, and where no orders were tried.
 */
export function chanceOf({ window }: Tried, readings: readonly Reading[]): ChanceOfMatch | null {
  const { reach, facts, left, right, divisor } = window;
  if (reach === undefined || facts.grid?.everyOrderExact.binary32 === true || facts.nonZeroTerms < 3) return null;
  const { values, counts, tried } = reach.trees;
  const prints = printsSo(readings);
  let equal = 0;
  values.forEach((sum, index) => {
    if (finished({ value: sum, format: 'binary32' }, divisor).some(prints)) equal += counts[index]!;
  });
  const isSum = right.every((x) => x === 1);
  const keys = algorithms
    .filter(({ format, summation }) => format === 'binary32' && summation === 'tree')
    .map((one) => computationKey(one, left.length, window.window, isSum));
  const computations = new Set(keys).size;
  return {
    expected: (computations * equal) / tried,
    tried: computations,
    how: `the share of ${tried.toLocaleString('en-US')} random orders that print so, times the computations tried`,
  };
}

/** An order that gives the number: of all orders, a sorted loop, or random ones. */
export function orderOf({ decimal, readings, window }: Tried): ReachedBy | undefined {
  const { reach, divisor } = window;
  if (reach === undefined) return undefined;
  const isPrinted = printsSo(readings.binary32);
  const isSigned = isMinusZero(decimal);
  const prints = (value: number): boolean =>
    !(isSigned && value === 0) && finished({ value, format: 'binary32' }, divisor).some(isPrinted);
  const { all, chains, trees, numbers } = reach;
  for (const [orders, rounding] of all === undefined
    ? []
    : ([
        [all.rounded, 'products and sums rounded to binary32'],
        [all.fused, 'fused multiply-adds in binary32'],
      ] as const)) {
    const found = [...orders].find(([value]) => prints(value));
    if (found !== undefined)
      return {
        name: `the order ${orderText(found[1], numbers)} of the terms, ${rounding}`,
        subject: null,
        reading: null,
      };
  }
  const sorted = chains.sorted.find(({ value }) => prints(value));
  if (sorted !== undefined) return { name: sorted.name, subject: null, reading: null };
  let equal = 0;
  trees.values.forEach((value, index) => {
    if (prints(value)) equal += trees.counts[index]!;
  });
  if (equal > 0) return { name: `${shareText(equal, trees.tried)} of random orders`, subject: null, reading: null };
  return [...chains.values].some(prints) ? { name: 'a loop in some order', subject: null, reading: null } : undefined;
}

const shareText = (equal: number, tried: number): string =>
  equal < 10 ? `${equal} of ${tried.toLocaleString('en-US')}` : `${Number(((100 * equal) / tried).toPrecision(2))} %`;

/** Where a number lies that none of the orders gives. */
export function placeAmongOrders(number: Tried): readonly [ObservedVerdict, OrderEvidence] {
  const { window, readings } = number;
  const hull = hullOf(window);
  if (hull === undefined) return ['within-reach', {}];
  // Of a mean the orders of its sum were tried, not those of terms that are divided first.
  const isMean = window.divisor !== 1;
  const allTried = window.reach?.all !== undefined && !isMean;
  const exact = Number(window.facts.exact.decimal);
  const [low, high] = hull.map((x) => x / window.divisor) as [number, number];
  const inside = readings.binary32.some(
    ({ interval }) => approximate(interval.high) >= low && approximate(interval.low) <= high,
  );
  if (inside && !allTried) return ['within-reach', {}];
  if (isMean) return ['within-reach', { mayBeDividedFirst: true }];
  const due = exact / window.divisor;
  const largest = Math.max(Math.abs(low - due), Math.abs(high - due));
  const distance = Math.min(
    ...readings.binary32.map(({ interval }) =>
      approximate(interval.low) > due
        ? approximate(interval.low) - due
        : approximate(interval.high) < due
          ? due - approximate(interval.high)
          : 0,
    ),
  );
  return ['outside-reach', { allTried, ...(largest > 0 ? { timesReached: distance / largest } : {}) }];
}

const approximate = ({ significand, exponent }: Interval['low']): number => Number(`${significand}e${exponent}`);
