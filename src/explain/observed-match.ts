import type { WideFormat } from '../conv/shape.ts';
import type { Candidate } from './ask-subject.ts';
import type { Reading } from './readings.ts';

/** A candidate whose result prints as the decimal, and the first way in which it does. */
export interface Match {
  readonly candidate: Candidate;
  readonly reading: Reading;
}

export const roundings: Readonly<Record<WideFormat, (x: number) => number>> = {
  binary32: Math.fround,
  binary64: (x: number): number => x,
};

/** What may be printed of a sum: the sum, or a mean that is divided, or multiplied by the reciprocal, at the end. */
export function finished(
  { value, format, isMean }: Pick<Candidate, 'value' | 'format' | 'isMean'>,
  divisor: number,
): readonly number[] {
  if (divisor === 1 || isMean === true) return [value];
  const round = roundings[format];
  const means = [round(value / divisor), round(value * round(1 / divisor))];
  // A mean of binary32 numbers may be computed in binary64 and rounded at the end.
  return format === 'binary64' ? [...means, Math.fround(value / divisor)] : means;
}
