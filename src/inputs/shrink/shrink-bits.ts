import type { Case } from '../../conv/batch.ts';
import { shorten, significantBits } from '../number-simplicity.ts';
import { edited, type Places, placesWhere } from './shrink-zeros.ts';
import { spread } from './spread.ts';

const lengths = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20] as const;

/** Shorter significands: all numbers to so many bits, then those of the image or of the kernel, then each one; at last by one bit. */
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
