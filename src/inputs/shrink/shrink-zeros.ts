import type { Case } from '../../conv/batch.ts';
import { planTerms } from '../../conv/terms.ts';
import { range } from './select.ts';
import { spread } from './spread.ts';

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
 * More zeros: all but one product; nothing that no product needs; then the numbers that are not zero in ever smaller portions (Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2), 2002): all but the portion, and without the portion.
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
