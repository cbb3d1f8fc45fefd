import type { Case } from '../../conv/batch.ts';
import { planTerms } from '../../conv/terms.ts';
import { powerOfTwo } from '../fill.ts';
import { exponentOf, isNegative, shorten, significantBits } from '../simplicity.ts';
import { range } from './select.ts';

/** Up to `most` numbers of 0 … length − 1, spread evenly, the first and the last among them. */
export function spread(length: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}

/** Places of the image, then (from its length on) of the kernel. */
export type Places = readonly number[];

/** A case with some of its numbers changed; the numbers of image and kernel are counted through. */
export function edited(input: Case, places: Places, edit: (x: number, place: number) => number): Case {
  const image = input.image.slice();
  const kernel = input.kernel.slice();
  for (const place of places) {
    const [numbers, index] = place < image.length ? [image, place] : [kernel, place - image.length];
    numbers[index] = edit(numbers[index]!, place);
  }
  return { shape: input.shape, image, kernel };
}

/** The places of the numbers of which `wanted` holds. */
export function placesWhere({ image, kernel }: Case, wanted: (x: number) => boolean): Places {
  return range(0, image.length + kernel.length).filter((place) =>
    wanted(place < image.length ? image[place]! : kernel[place - image.length]!),
  );
}

/** Pixel and tap of the products in which neither is zero, at most `most` of them. */
export function factors(
  { shape, image, kernel }: Case,
  most: number,
): readonly (readonly [pixel: number, tap: number])[] {
  const plan = planTerms(shape);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < plan.image.length; i++) {
    const [pixel, tap] = [plan.image[i]!, plan.kernel[i]!];
    if (pixel >= 0 && image[pixel] !== 0 && kernel[tap] !== 0) pairs.push([pixel, image.length + tap]);
  }
  return spread(pairs.length, most).map((index) => pairs[index]!);
}

/**
 * More zeros: first all products but one, then every number that no product needs. Then the numbers that are not zero,
 * in ever smaller portions (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2),
 * 2002): all but the portion, and without the portion.
 */
export function* shrinkZeros(input: Case): Generator<Case> {
  const nonZero = placesWhere(input, (x) => x !== 0);
  const without = (places: Places): Case => edited(input, places, () => 0);
  const only = (kept: ReadonlySet<number>): Case => without(nonZero.filter((place) => !kept.has(place)));
  yield without(nonZero);
  for (const pair of factors(input, 128)) yield only(new Set(pair));
  yield only(new Set(factors(input, Number.POSITIVE_INFINITY).flat()));
  const pixels = nonZero.filter((place) => place < input.image.length);
  const taps = nonZero.filter((place) => place >= input.image.length);
  for (const list of [taps, pixels]) yield* portions(list, without);
}

function* portions(places: Places, without: (places: Places) => Case): Generator<Case> {
  for (let size = Math.max(1, places.length >> 1); size >= 1; size >>= 1) {
    for (let from = 0; from < places.length; from += size) {
      const portion = places.slice(from, from + size);
      if (portion.length * 2 < places.length) yield without([...places.slice(0, from), ...places.slice(from + size)]);
      yield without(portion);
    }
    if (places.length / size > 64) break;
  }
  if (places.length > 64) for (const index of spread(places.length, 128)) yield without([places[index]!]);
}

const lengths = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20] as const;

/**
 * Shorter significands: first all numbers get the same number of bits, then those of the image or of the kernel, then
 * each one. The last step removes one bit.
 */
export function* shrinkBits(input: Case): Generator<Case> {
  const long = placesWhere(input, (x) => significantBits(x) > 1);
  const split = input.image.length;
  const parts = [long, long.filter((place) => place < split), long.filter((place) => place >= split)];
  for (const bits of lengths) for (const part of parts) yield* shortened(input, part, bits);
  yield* finite(input);
  for (const index of spread(long.length, 128)) {
    const place = long[index]!;
    const now = significantBits(place < split ? input.image[place]! : input.kernel[place - split]!);
    const tries = new Set([...lengths.filter((bits) => bits < now), now - 1]);
    for (const bits of tries) yield* shortened(input, [place], bits);
  }
}

function* shortened(input: Case, places: Places, bits: number): Generator<Case> {
  let same = true;
  const cut = (mode: 'nearest' | 'toward-zero'): Case =>
    edited(input, places, (x) => {
      if (!Number.isFinite(x)) return x;
      const short = shorten(x, Math.min(bits, 23), mode);
      if (mode === 'nearest' && short !== x && short !== shorten(x, Math.min(bits, 23), 'toward-zero')) same = false;
      return short;
    });
  if (places.length > 0) yield cut('nearest');
  if (!same) yield cut('toward-zero');
}

/** One in place of an infinity or a NaN, an infinity in place of a NaN. */
function* finite(input: Case): Generator<Case> {
  const odd = placesWhere(input, (x) => !Number.isFinite(x));
  if (odd.length === 0) return;
  yield edited(input, odd, () => 1);
  for (const place of odd) {
    yield edited(input, [place], () => 1);
    yield edited(input, [place], (x) => (Number.isNaN(x) ? Number.POSITIVE_INFINITY : x));
  }
}

/**
 * Exponents nearer to 0, by scaling with powers of two, always exactly (a step that would round is not taken). Scaled
 * are the image and the kernel against each other (products stay), each as a whole, pixel and tap of one product
 * against each other, and single numbers.
 */
export function* shrinkExponents(input: Case): Generator<Case> {
  const split = input.image.length;
  const scalable = placesWhere(input, (x) => x !== 0 && Number.isFinite(x));
  const exponent = (place: number): number =>
    exponentOf(place < split ? input.image[place]! : input.kernel[place - split]!);
  const pixels = scalable.filter((place) => place < split);
  const taps = scalable.filter((place) => place >= split);
  const far = scalable.filter((place) => exponent(place) !== 0);
  if (far.length === 0) return;
  yield* scaled(input, far, (place) => -exponent(place));
  const own = (list: Places): Places => landmarks(list.map(exponent));
  for (const up of new Set([...own(pixels), ...own(taps).map((e) => -e)])) {
    yield* scaled(input, scalable, (place) => (place < split ? -up : up));
  }
  for (const list of [pixels, taps]) {
    for (const e of own(list)) yield* scaled(input, list, () => -e);
    yield* scaled(input, list, (place) => -exponent(place));
  }
  for (const [pixel, tap] of factors(input, 64)) {
    for (const up of [exponent(pixel), -exponent(tap)]) {
      yield* scaled(input, [pixel, tap], (place) => (place === pixel ? -up : up));
    }
  }
  for (const index of spread(far.length, 128)) {
    const place = far[index]!;
    const e = exponent(place);
    for (const step of new Set([e, e - Math.trunc(e / 2), Math.sign(e)])) yield* scaled(input, [place], () => -step);
  }
}

/**
 * The exponents to bring to 0: the largest, the smallest, the middle one, and halfway and one step towards the middle
 * one.
 */
function landmarks(exponents: readonly number[]): readonly number[] {
  if (exponents.length === 0) return [];
  const sorted = [...exponents].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!;
  const all = [middle, sorted[sorted.length - 1]!, sorted[0]!, Math.trunc(middle / 2), Math.sign(middle)];
  return [...new Set(all)].filter((e) => e !== 0);
}

function* scaled(input: Case, places: Places, by: (place: number) => number): Generator<Case> {
  let exact = true;
  const result = edited(input, places, (x, place) => {
    const power = by(place);
    const value = Math.fround(x * powerOfTwo(power));
    if (value * powerOfTwo(-power) !== x) exact = false;
    return value;
  });
  if (exact) yield result;
}

/**
 * Fewer minus signs: everywhere, in the image, in the kernel, everywhere the other way round, in one product, in one
 * number.
 */
export function* shrinkSigns(input: Case): Generator<Case> {
  const negative = placesWhere(input, isNegative);
  if (negative.length === 0) return;
  const split = input.image.length;
  const flipped = (places: Places): Case => edited(input, places, (x) => -x);
  yield flipped(negative);
  yield flipped(negative.filter((place) => place < split));
  yield flipped(negative.filter((place) => place >= split));
  const nonZero = placesWhere(input, (x) => x !== 0);
  yield flipped(nonZero);
  yield flipped(nonZero.filter((place) => place < split));
  yield flipped(nonZero.filter((place) => place >= split));
  for (const pair of factors(input, 64)) yield flipped(pair);
  for (const index of spread(negative.length, 128)) yield flipped([negative[index]!]);
}
