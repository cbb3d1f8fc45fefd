/** What matters about numbers before they are multiplied. */
export interface Traits {
  readonly zeros: boolean;
  readonly nonFinite: boolean;
  /** The smallest size that is not 0, ∞ if there is none; the largest finite size. */
  readonly least: number;
  readonly most: number;
}

export function traitsOf(numbers: Float64Array): Traits {
  let zeros = false;
  let nonFinite = false;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(numbers[i]!);
    if (size === 0) zeros = true;
    else if (size < Number.POSITIVE_INFINITY) {
      if (size < least) least = size;
      if (size > most) most = size;
    } else nonFinite = true;
  }
  return { zeros, nonFinite, least, most };
}
