import { nextDown32, nextUp32 } from '../../float/ulp.ts';
import { powerOfTwo } from '../../inputs/fill.ts';
import type { Rng } from '../../inputs/random.ts';
import { leadingExponent } from '../../sums/round-exactly.ts';
import type { FactorDomain } from '../problem.ts';

/** Free factors lie between 2^-50 and 2^50 in size, so that no product of binary32 numbers under- or overflows. */
const most = 50;
/** How small a search makes the factors of a range. */
const least = -126;

export function isAllowed(domain: FactorDomain, x: number): boolean {
  if (domain.kind === 'any') return Number.isFinite(x);
  if (domain.kind === 'range') return x >= domain.low && x <= domain.high;
  return domain.values.includes(x);
}

/** Whether there is nothing to choose. */
export function isFixed(domain: FactorDomain): boolean {
  if (domain.kind === 'levels') return domain.values.length === 1;
  return domain.kind === 'range' && domain.low === domain.high;
}

/** The number at t of the domain, 0 ≤ t < 1: levels by index, a range evenly, free factors by exponent and sign. */
export function valueAt(domain: FactorDomain, t: number): number {
  if (domain.kind === 'levels') return domain.values[Math.floor(t * domain.values.length)]!;
  if (domain.kind === 'range') return within(domain, domain.low + t * (domain.high - domain.low));
  const exponent = 80 * Math.abs(t - 0.5) - 20;
  const whole = Math.floor(exponent);
  const size = (1 + exponent - whole) * powerOfTwo(whole);
  return Math.fround(t < 0.5 ? -size : size);
}

const within = ({ low, high }: { readonly low: number; readonly high: number }, x: number): number =>
  Math.min(high, Math.max(low, Math.fround(x)));

/** A random number of few significant bits, or near a power of two. */
export function drawSimple(domain: FactorDomain, rng: Rng): number {
  if (domain.kind === 'levels') return valueAt(domain, rng.unit());
  const bits = rng.between(1, 13);
  const x = rng.sign() * (1 + rng.below(powerOfTwo(bits)) * powerOfTwo(-bits)) * powerOfTwo(rng.between(-12, 12));
  return nearest(domain, x);
}

/** A random number, every exponent alike. */
export function drawByExponent(domain: FactorDomain, rng: Rng): number {
  if (domain.kind === 'levels') return valueAt(domain, rng.unit());
  const exponent = domain.kind === 'any' ? rng.between(-20, 20) : topExponent(domain) - rng.below(24);
  return nearest(domain, rng.sign() * (1 + rng.unit()) * powerOfTwo(exponent));
}

const topExponent = ({ low, high }: { readonly low: number; readonly high: number }): number =>
  Math.max(least, leadingExponent(Math.max(Math.abs(low), Math.abs(high), 2 ** least)));

/** The number itself, negated, or the nearest end, whichever first is in the domain. */
function nearest(domain: FactorDomain, x: number): number {
  const rounded = Math.fround(x);
  if (domain.kind === 'any') return rounded;
  if (domain.kind === 'levels') return domain.values.includes(rounded) ? rounded : domain.values[0]!;
  return !isAllowed(domain, rounded) && isAllowed(domain, -rounded) ? -rounded : within(domain, rounded);
}

const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/**
 * A neighbour of x: a bit flipped, low bits cleared, scaled by a power of two, negated, one ulp away, 0, or ±`other`. A
 * level becomes one nearby or any.
 */
export function mutate(domain: FactorDomain, x: number, other: number, rng: Rng): number {
  if (domain.kind === 'levels') return mutateLevel(domain.values, x, rng);
  const next = mutateBits(x, other, rng);
  if (!Number.isFinite(next)) return x;
  if (domain.kind === 'any') {
    const size = Math.abs(next);
    return size > 2 ** most || (size < 2 ** -most && next !== 0) ? x : next;
  }
  return nearest(domain, Math.abs(next) < 2 ** least ? 0 : next);
}

function mutateLevel(values: Float32Array, x: number, rng: Rng): number {
  const at = values.indexOf(x);
  const step = rng.sign() * (1 + rng.below(4));
  const index = rng.chance(0.3) || at < 0 ? rng.below(values.length) : at + step;
  return values[Math.min(values.length - 1, Math.max(0, index))]!;
}

function mutateBits(x: number, other: number, rng: Rng): number {
  number[0] = x;
  switch (rng.below(8)) {
    case 0:
    case 1:
      word[0] = word[0]! ^ (1 << rng.below(23));
      return number[0];
    case 2:
      word[0] = word[0]! & (-1 << rng.below(23));
      return number[0];
    case 3:
      return Math.fround(x * powerOfTwo(rng.between(-12, 12)));
    case 4:
      return -x;
    case 5:
      return rng.next() < 0 ? nextUp32(x) : nextDown32(x);
    case 6:
      return rng.sign() * other;
    default:
      return rng.chance(0.25) ? 0 : Math.fround(rng.sign() * (1 + rng.unit()) * powerOfTwo(rng.between(-12, 12)));
  }
}
