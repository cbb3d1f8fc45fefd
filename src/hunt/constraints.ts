import { UsageError } from '../errors/usage-error.ts';
import { nextDown32, nextUp32 } from '../float/ulp.ts';
import type { FactorDomain, HuntAim } from './problem.ts';

/** What the numbers of an image, or of a kernel, may be. */
export type SideConstraint =
  | { readonly kind: 'free' }
  /** All of them are given: NHWC of an image, HWIO of a kernel. `source`: the file; `readAs`: in which layout. */
  | { readonly kind: 'given'; readonly numbers: Float32Array; readonly source: string; readonly readAs?: string }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'levels'; readonly values: Float32Array; readonly name: PixelLevels };

/** `8bit`: 0, 1, … 255. `k/255`: these divided by 255 and rounded to binary32. */
export type PixelLevels = '8bit' | 'k/255';

/** What an input of a hunt must keep. */
export interface Constraints {
  readonly image: SideConstraint;
  readonly kernel: SideConstraint;
  /** The largest condition number P ÷ |exact|. */
  readonly condition?: number;
}

export function pixelLevels(name: PixelLevels): Extract<SideConstraint, { readonly kind: 'levels' }> {
  const values = Float32Array.from({ length: 256 }, (_, k) => (name === '8bit' ? k : k / 255));
  return { kind: 'levels', values, name };
}

/** All binary32 numbers from `low` to `high`. Throws a UsageError if there is none; `option` begins its line. */
export function rangeOf(low: number, high: number, option: string): SideConstraint {
  if (low > high) throw new UsageError(`${option}: the lower end ${low} is above the upper end ${high}`);
  const [from, to] = [atLeast(low), atMost(high)];
  if (from > to) throw new UsageError(`${option}: no binary32 number lies between ${low} and ${high}`);
  return { kind: 'range', low: from, high: to };
}

const atLeast = (x: number): number => (Math.fround(x) === x ? x : nextUp32(x));
const atMost = (x: number): number => (Math.fround(x) === x ? x : nextDown32(x));

/** Whether a number is in a domain. */
export function isAllowed(domain: FactorDomain, x: number): boolean {
  if (!Number.isFinite(x)) return false;
  if (domain.kind === 'any') return true;
  return domain.kind === 'range' ? x >= domain.low && x <= domain.high : domain.values.includes(x);
}

/** Whether the factors of a side can be scaled without limit, and an error with them. */
export const isUnbounded = ({ kind }: SideConstraint): boolean => kind === 'free';

/** What is made large by default: the error, or where factors can grow without limit its share of u·P. */
export function usualAim({ image, kernel }: Constraints): HuntAim {
  return isUnbounded(image) || isUnbounded(kernel) ? 'bound' : 'error';
}

/**
 * Throws a UsageError for constraints that leave nothing to hunt, or an aim that has no largest value. `left` and
 * `right` are the domains of the attacked output.
 */
export function checkConstraints(
  { image, kernel, condition }: Constraints,
  aim: HuntAim,
  left: readonly FactorDomain[],
  right: readonly FactorDomain[],
): void {
  if (image.kind === 'given' && kernel.kind === 'given')
    throw new UsageError('--image --kernel: both are given, so nothing is free; `lastbit explain` tells their error');
  if (condition !== undefined && !(condition >= 1))
    throw new UsageError(`--condition ${condition}: not a number from 1 on; no sum has a condition number below 1`);
  if (left.length === 0) throw new UsageError('--output: every term of it lies on padding: there is no sum');
  for (const [option, side, domains] of [
    ['--image', image, left],
    ['--kernel', kernel, right],
  ] as const) {
    if (side.kind !== 'given') continue;
    const wrong = side.numbers.findIndex((x) => !Number.isFinite(x));
    if (wrong >= 0)
      throw new UsageError(`${option} ${side.source}: number ${wrong} is ${side.numbers[wrong]}; give finite numbers`);
    if (domains.every(isZero))
      throw new UsageError(`${option} ${side.source}: all numbers that the output reads are 0: no input has an error`);
  }
  for (const [option, side] of [
    ['--image-range', image],
    ['--kernel-range', kernel],
  ] as const) {
    if (side.kind === 'range' && side.low === 0 && side.high === 0)
      throw new UsageError(`${option} 0,0 (or --range): only 0 is allowed: no input has an error`);
  }
  if (aim === 'error' && (isUnbounded(image) || isUnbounded(kernel)))
    throw new UsageError(
      '--aim error: the factors can grow without limit, and the error with them; give --range or --pixels, ' +
        'or use --aim bound',
    );
}

const isZero = (domain: FactorDomain): boolean => domain.kind === 'levels' && domain.values.every((x) => x === 0);
