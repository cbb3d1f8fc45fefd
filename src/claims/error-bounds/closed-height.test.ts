import { expect, test } from 'vitest';
import { noFlush, uniformAccumulation } from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { height, roundingCount } from '../../sums/tree-measures.ts';
import { errorClaims } from '../all-claims.ts';
import type { OutputClaim, TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { dotHeight } from './height.ts';

const closed = ['fused-loop', 'two-roundings', 'pairwise', 'numpy-pairwise', 'blocked', 'superblock', 'lanes'];
const claims = errorClaims.filter(
  (claim): claim is OutputClaim => claim.kind === 'output' && closed.includes(claim.id.slice(4)),
);

/** All shapes of windows with up to 40 terms, and some with more than 128, where NumPy begins to halve. */
const windows = [
  ...Array.from({ length: 40 }, (_, n) => ({ rows: 1, columns: n + 1, channels: 1 })),
  ...[2, 3, 5].flatMap((rows) => [1, 3].map((channels) => ({ rows, columns: 4, channels }))),
  ...[127, 128, 129, 255, 1000].map((columns) => ({ rows: 1, columns, channels: 1 })),
];

test.each(claims)('$id has the number of roundings of the tree in closed form', (claim) => {
  let compared = 0;
  for (const algorithm of algorithms) {
    const traits: SubjectTraits = {
      ...{ id: subjectId(algorithm), format: algorithm.format, summation: algorithm.summation, flush: noFlush },
    };
    if (claim.inapplicableTo(traits) !== undefined) continue;
    for (const window of windows) {
      const n = window.rows * window.columns * window.channels;
      const facts: TermFacts = {
        ...{ terms: n, window, nonZero: n, absoluteSum: 1, exact: 1, finiteInputs: true },
        ...{
          subnormalSum: () => 0,
          grid: () => 0,
          signs: () => ({ opposedSum: 0, positiveZero: false }),
          special: () => ({ finiteSum: 0, inPadding: false, meetsSubnormal: false, meetsZero: false }),
        },
      };
      const tree = algorithm.tree(n, window)!;
      const { narrow } = roundingCount(uniformAccumulation(tree, algorithm.arithmetic!));
      // Where a tree has a lone term beside a deep sum, fused, its deepest product may be spared a rounding.
      const least = narrow <= height(tree) ? height(tree) + 1 : narrow;
      const [own, ofTree] = [claim, dotHeight].map((one) => one.boundFor(traits).bound(facts));
      if (algorithm.format === 'binary32' && least === narrow) expect(own, `${algorithm.name} ${n}`).toBe(ofTree);
      else expect(own, `${algorithm.name} ${n}`).toBeGreaterThanOrEqual(ofTree!);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(50);
});
