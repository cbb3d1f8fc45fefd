import type { WindowShape } from '../algorithm.ts';
import type { SummationTree } from '../tree.ts';
import { chainOf } from './chain-of.ts';

/**
 * One accumulator that walks over the window column by column, channels innermost. Terms stay numbered row by row: in a
 * window of 2 rows and 3 columns it is ((((0+3)+1)+4)+2)+5. Height n − 1. Kernels that transpose the image, as some
 * libraries do for batches.
 *
 *     0 3
 *      +  1
 *        +  4
 *          +  2
 *            + …
 */
export function columnMajorTree({ rows, columns, channels }: WindowShape): SummationTree {
  const terms: SummationTree[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      for (let channel = 0; channel < channels; channel++)
        terms.push({ kind: 'term', term: (row * columns + column) * channels + channel });
    }
  }
  return chainOf(terms);
}
