import type { NumberFormat } from '../conv/shape.ts';
import { dyadicOf } from '../float/dyadic.ts';
import { nextDown32, nextDown64, nextUp32, nextUp64 } from '../float/ulp.ts';
import { compareToDecimal, type Decimal, type Interval } from './printed-interval.ts';

/** The numbers of a format in an interval: how many, the first and the last one. Both zeros count as one number. */
export interface NumbersWithin {
  readonly count: bigint;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

interface Steps {
  readonly largest: number;
  readonly round: (x: number) => number;
  readonly up: (x: number) => number;
  readonly down: (x: number) => number;
  /** Consecutive numbers have consecutive ordinals; both zeros have 0. */
  readonly ordinal: (x: number) => bigint;
}

const steps: Readonly<Record<NumberFormat, Steps>> = {
  binary32: {
    largest: (2 - 2 ** -23) * 2 ** 127,
    round: Math.fround,
    up: nextUp32,
    down: nextDown32,
    ordinal: ordinal32,
  },
  binary64: { largest: Number.MAX_VALUE, round: (x) => x, up: nextUp64, down: nextDown64, ordinal: ordinal64 },
};

/**
 * Counts exactly. Each end is found from the number nearest to the end of the interval, stepped by exact comparison: at most two
 * steps, because a decimal text reads as the nearest binary64 number and rounding that to binary32 moves by less than an ulp.
 */
export function numbersWithin(interval: Interval, format: NumberFormat): NumbersWithin {
  const first = firstFrom(interval, steps[format]);
  const last = lastUpTo(interval, steps[format]);
  const none = { count: 0n, first: undefined, last: undefined };
  if (first === undefined || last === undefined) return none;
  const count = steps[format].ordinal(last) - steps[format].ordinal(first) + 1n;
  return count > 0n ? { count, first, last } : none;
}

function firstFrom({ low, lowIncluded }: Interval, { largest, round, up, down }: Steps): number | undefined {
  const enough = (x: number): boolean => {
    const sign = compareToDecimal(dyadicOf(x), low);
    return sign > 0 || (sign === 0 && lowIncluded);
  };
  let x = near(low, largest, round);
  while (x > -largest && enough(down(x))) x = down(x);
  while (!enough(x)) {
    if (x === largest) return undefined;
    x = up(x);
  }
  return x;
}

function lastUpTo(interval: Interval, { largest, round, up, down, ordinal }: Steps): number | undefined {
  const { low, high, lowIncluded, highIncluded } = interval;
  const mirrored = { low: negated(high), high: negated(low), lowIncluded: highIncluded, highIncluded: lowIncluded };
  const x = firstFrom(mirrored, { largest, round, up, down, ordinal });
  return x === undefined ? undefined : -x;
}

function near({ significand, exponent }: Decimal, largest: number, round: (x: number) => number): number {
  return Math.max(-largest, Math.min(largest, round(Number(`${significand}e${exponent}`))));
}

function negated({ significand, exponent }: Decimal): Decimal {
  return { significand: -significand, exponent };
}

function ordinal32(x: number): bigint {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]!;
  return BigInt(bits < 0 ? -(bits & 0x7fffffff) : bits);
}

function ordinal64(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
