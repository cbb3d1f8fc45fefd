import type { Case } from '../../conv/batch.ts';
import { exponentOf } from '../number-simplicity.ts';
import { powerOfTwo } from '../power-of-two.ts';
import { edited, factors, type Places, placesWhere } from './shrink-zeros.ts';
import { spread } from './spread.ts';

/**
 * Exponents nearer to 0. Scaling by powers of two, exact always (a step that would round is not taken): the image and the kernel
 * against each other (products stay), each as a whole, pixel and tap of one product against each other, single numbers.
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

/** The exponents to bring to 0: the largest, the smallest, the middle one, and halfway and one step towards the middle one. */
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
