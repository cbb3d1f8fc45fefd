import type { ErrorBound, OutputClaim } from '../../claims/claim.ts';
import { dotAnyOrder } from '../../claims/error-bounds/any-order.ts';
import { dotKahan, dotKlein, dotNeumaier } from '../../claims/error-bounds/compensated-sums.ts';
import { dotDot2, dotFabsum } from '../../claims/error-bounds/dot2-and-fabsum.ts';
import { dotCorrectlyRounded, dotExactGrid } from '../../claims/error-bounds/exactness.ts';
import { dotHeight, roundingCounts } from '../../claims/error-bounds/height.ts';
import { revealedBound } from '../../claims/error-bounds/revealed-bound.ts';
import { dotWide } from '../../claims/error-bounds/wide.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { type Accumulation, isPlain, noFlush, uniformAccumulation } from '../../sums/accumulation.ts';
import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { termCount } from '../../sums/tree.ts';
import { height, roundingCount } from '../../sums/tree-measures.ts';
import { sumAnyOrderBound, sumTreeBound } from './sum-bounds.ts';

/** What is known about how an implementation computes its outputs: enough to bound their errors. */
export interface Implementation {
  /** "any order", "lastbit/pairwise". */
  readonly name: string;
  readonly kind: 'any-order' | 'algorithm' | 'tree' | 'subject';
  /** One for each way in which outputs are computed. */
  readonly ways: readonly Way[];
  /** The index of the way of an output. */
  readonly wayOf: (output: number) => number;
}

/** One way to compute an output. Each claim is proven for it, so the least of their bounds holds. */
export interface Way {
  readonly claims: readonly ClaimedBound[];
  /** On the longest path of a product; undefined where no tree is known. */
  roundings(window: WindowShape): Roundings | undefined;
}

export interface ClaimedBound {
  /** The id of the claim. */
  readonly claim: string;
  readonly bound: ErrorBound;
}

/** Roundings to binary32, and to binary64. */
export interface Roundings {
  readonly narrow: number;
  readonly wide: number;
}

/** Whether products are summed, or the numbers themselves: then nothing is rounded before it is added. */
export type Summed = 'products' | 'numbers';

export const termsOf = ({ rows, columns, channels }: WindowShape): number => rows * columns * channels;

const traits = { id: 'unknown/conv2d', format: 'binary32', summation: 'unknown', flush: noFlush } as const;
/** Nothing is rounded on a coarse grid, whoever computes. */
const grid: ClaimedBound = { claim: dotExactGrid.id, bound: dotExactGrid.boundFor(traits) };

/** One that sums along some tree in binary32 or wider, products rounded, fused or exact. */
export function anyOrder(summed: Summed): Implementation {
  const claim: ClaimedBound =
    summed === 'products'
      ? { claim: dotAnyOrder.id, bound: dotAnyOrder.boundFor(traits) }
      : { claim: `${dotAnyOrder.id} of exact products`, bound: sumAnyOrderBound };
  const roundings = (window: WindowShape): Roundings => ({
    narrow: summed === 'products' ? termsOf(window) : termsOf(window) - 1,
    wide: 0,
  });
  return oneWay('any order', 'any-order', { claims: [claim, grid], roundings });
}

const candidates: readonly OutputClaim[] = [
  ...[dotAnyOrder, dotHeight, dotWide, dotCorrectlyRounded, dotKahan, dotNeumaier, dotKlein, dotFabsum, dotDot2],
];

/** Whether some data reach what a claim allows, to first order: then nothing smaller is sound. */
export function isSharp(claim: string): boolean {
  return candidates.some(({ id, sharp }) => sharp !== undefined && (claim === id || claim.startsWith(`${id} of `)));
}

/** One of lastbit's algorithms, in its own format. */
export function ofAlgorithm(algorithm: SummationAlgorithm, summed: Summed): Implementation {
  const { format, summation, arithmetic } = algorithm;
  const known = { id: subjectId(algorithm), format, summation, flush: noFlush } as const;
  const claims = candidates
    .filter((claim) => claim.inapplicableTo(known) === undefined)
    .map((claim): ClaimedBound => ({ claim: claim.id, bound: claim.boundFor(known) }));
  const countsOf = arithmetic === undefined ? () => ({ height: 0 }) : roundingCounts(algorithm);
  const accumulated = (window: WindowShape): Accumulation | undefined => {
    const tree = algorithm.tree(termsOf(window), window);
    return tree === undefined || arithmetic === undefined ? undefined : uniformAccumulation(tree, arithmetic);
  };
  const ofNumbers =
    summed === 'products' || arithmetic === undefined
      ? []
      : [
          {
            claim: `${dotHeight.id} of exact products`,
            bound: sumTreeBound(arithmetic, (window) => countsOf(window).height),
          },
        ];
  return oneWay(subjectId(algorithm), 'algorithm', {
    claims: [...ofNumbers, ...claims, { claim: dotExactGrid.id, bound: dotExactGrid.boundFor(known) }],
    roundings: (window) => {
      const accumulation = accumulated(window);
      return accumulation === undefined ? undefined : roundingsOf(accumulation, summed);
    },
  });
}

/** A tree that the user wrote, or that was revealed. Throws a UsageError if nothing is proven for its arithmetic. */
export function wayOfAccumulation(accumulation: Accumulation, what: string, summed: Summed = 'products'): Way {
  const found = revealedBound(accumulation);
  if (found === undefined) throw new UsageError(`${what}: no bound is proven for its arithmetic`);
  const claims = [{ claim: found.claim.id, bound: found.bound }, ...(accumulation.result === 'binary32' ? [grid] : [])];
  return { claims, roundings: () => roundingsOf(accumulation, summed) };
}

/** A tree for exactly so many terms. Throws a UsageError for another number of terms. */
export function ofTree(accumulation: Accumulation, text: string, terms: number): Implementation {
  const leaves = termCount(accumulation.tree);
  if (leaves !== terms) throw new UsageError(`--tree: has ${leaves} terms; an output sums ${terms}`);
  return oneWay(text, 'tree', wayOfAccumulation(accumulation, '--tree'));
}

/** Roundings on the longest path of an accumulation; undefined for formats other than binary32 and binary64. */
export function roundingsOf(accumulation: Accumulation, summed: Summed = 'products'): Roundings | undefined {
  if (!isPlain(accumulation)) return undefined;
  const { narrow, wide } = roundingCount(accumulation);
  const terms = termCount(accumulation.tree);
  const ownStart = accumulation.ownStart?.length && accumulation.leaves === undefined ? 1 : 0;
  // The product of a number and 1 is exact, so its rounding is none.
  const first = summed === 'numbers' && narrow > height(accumulation.tree) ? 1 : 0;
  return { narrow: Math.min(narrow + ownStart - first, terms), wide };
}

function oneWay(name: string, kind: Implementation['kind'], way: Way): Implementation {
  return { name, kind, ways: [way], wayOf: () => 0 };
}
