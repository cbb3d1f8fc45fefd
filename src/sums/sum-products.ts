import { foldTree, type SummationTree } from './tree.ts';

/** How products enter a sum. A product has no value of its own until its addition decides how it is rounded. */
export interface ProductArithmetic {
  /** The first product of an accumulator. */
  readonly first: (term: number) => number;
  /** A sum and one product more. */
  readonly enter: (term: number, sum: number) => number;
  readonly plus: (a: number, b: number) => number;
}

/** A lone term by its number, or a sum, whose number is −1. */
interface Part {
  readonly term: number;
  readonly sum: number;
}

/** The sum of products along a tree whose additions have two children each. */
export function sumProducts(tree: SummationTree, { first, enter, plus }: ProductArithmetic): number {
  const total = foldTree<Part>(
    tree,
    (term) => ({ term, sum: 0 }),
    ([one, other]) => ({ term: -1, sum: added(one!, other!) }),
  );
  return total.term < 0 ? total.sum : first(total.term);

  function added(one: Part, other: Part): number {
    if (other.term >= 0) return enter(other.term, one.term < 0 ? one.sum : first(one.term));
    return one.term < 0 ? plus(one.sum, other.sum) : enter(one.term, other.sum);
  }
}
