import type { Case } from '../conv/batch.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { imageSize, kernelSize } from '../conv/shape.ts';
import { planOutput } from '../conv/terms.ts';
import type { Constraints, SideConstraint } from './constraints.ts';
import type { Candidate, FactorDomain } from './problem.ts';

/**
 * The output that a hunt attacks, and where its factors lie. Terms on padding are left out. An output reads each pixel
 * and each tap once at most, so its factors are free of one another, however the windows overlap.
 */
export interface OutputPlace {
  readonly shape: ConvShape;
  readonly operation: Operation;
  readonly output: number;
  /** Of each term, the index of its pixel in the NHWC image. */
  readonly pixels: Int32Array;
  /** Of each term, the index of its tap in the HWIO kernel. */
  readonly taps: Int32Array;
  /** Terms that lie on padding. */
  readonly padded: number;
}

/** Throws a UsageError if `checkShape` does. */
export function outputPlace(shape: ConvShape, operation: Operation, output: number): OutputPlace {
  const { image, kernel, terms } = planOutput(shape, output, operation);
  const kept = Int32Array.from({ length: terms }, (_, term) => term).filter((term) => image[term]! >= 0);
  return {
    ...{ shape, operation, output, padded: terms - kept.length },
    pixels: kept.map((term) => image[term]!),
    taps: kept.map((term) => kernel[term]!),
  };
}

/** What the factors of each term may be: the pixels on the left, the taps on the right. */
export function domainsAt(
  { pixels, taps }: OutputPlace,
  { image, kernel }: Constraints,
): { readonly left: readonly FactorDomain[]; readonly right: readonly FactorDomain[] } {
  return { left: domainsOf(pixels, image), right: domainsOf(taps, kernel) };
}

function domainsOf(places: Int32Array, side: SideConstraint): readonly FactorDomain[] {
  if (side.kind === 'given')
    return Array.from(places, (place) => ({ kind: 'levels', values: Float32Array.of(side.numbers[place]!) }));
  const domain: FactorDomain =
    side.kind === 'free'
      ? { kind: 'any' }
      : side.kind === 'range'
        ? { kind: 'range', low: side.low, high: side.high }
        : { kind: 'levels', values: side.values };
  return Array.from(places, () => domain);
}

/** A candidate in a whole image and kernel. All other numbers are the given ones, or the allowed ones nearest to 0. */
export function placedCase(place: OutputPlace, { left, right }: Candidate, { image, kernel }: Constraints): Case {
  const { shape, pixels, taps } = place;
  return {
    shape,
    image: placed(imageSize(shape), pixels, left, image),
    kernel: placed(kernelSize(shape), taps, right, kernel),
  };
}

function placed(size: number, places: Int32Array, factors: Float32Array, side: SideConstraint): Float32Array {
  const all = side.kind === 'given' ? side.numbers.slice() : new Float32Array(size).fill(nearestToZero(side));
  places.forEach((place, term) => {
    all[place] = factors[term]!;
  });
  return all;
}

function nearestToZero(side: Exclude<SideConstraint, { readonly kind: 'given' }>): number {
  if (side.kind === 'free') return 0;
  if (side.kind === 'range') return Math.min(Math.max(0, side.low), side.high) + 0;
  return side.values.reduce((nearest, value) => (Math.abs(value) < Math.abs(nearest) ? value : nearest));
}

/** The candidate that lies in a case at this place. */
export function candidateAt(
  { pixels, taps }: OutputPlace,
  { image, kernel }: Pick<Case, 'image' | 'kernel'>,
): Candidate {
  return {
    left: Float32Array.from(pixels, (place) => image[place]!),
    right: Float32Array.from(taps, (place) => kernel[place]!),
  };
}
