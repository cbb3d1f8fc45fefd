import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Whole numbers from `from` to `to`, both included. */
export interface SizeRange {
  readonly from: number;
  readonly to: number;
}

/** Sizes to choose from: one range after another. */
export type Sizes = readonly SizeRange[];

/**
 * Sizes from their text: a number, a range `8..64`, or several of these separated by commas. `what` begins the message
 * of the UsageError for other texts, as in "--shape 5xx5".
 */
export function parseSizes(what: string, text: string, least = 1, most = 999_999_999): Sizes {
  return text.split(',').map((item) => {
    const found = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(item.trim());
    const from = Number(found?.[1] ?? Number.NaN);
    const to = found?.[2] === undefined ? from : Number(found[2]);
    if (found === null)
      throw new UsageError(`${what}: ${shown(item)} is not a number or a range, as in 3, 8..64 or 1,2,4`);
    if (from > to) throw new UsageError(`${what}: the range ${item.trim()} is empty; write ${to}..${from}`);
    if (from < least || to > most) {
      const limit = from < least ? `at least ${least}` : `at most ${most}`;
      throw new UsageError(`${what}: ${item.trim()} is not ${limit}`);
    }
    return { from, to };
  });
}

/** The sizes that are only `size`. */
export const sizesOf = (size: number): Sizes => [{ from: size, to: size }];

export const smallestOf = (sizes: Sizes): number => Math.min(...sizes.map(({ from }) => from));
export const largestOf = (sizes: Sizes): number => Math.max(...sizes.map(({ to }) => to));
