import type { Case } from '../../conv/batch.ts';
import { isNegative } from '../number-simplicity.ts';
import { edited, factors, type Places, placesWhere } from './shrink-zeros.ts';
import { spread } from './spread.ts';

/** Fewer minus signs: everywhere, in the image, in the kernel, everywhere the other way round, in one product, in one number. */
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
