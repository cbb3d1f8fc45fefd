import { type Accumulation, isFused, type NodeFormat, roundingsOf } from '../sums/accumulation.ts';
import { foldTree } from '../sums/tree.ts';

/** What becomes of a product before it is added. */
export type ProductKind = 'rounded' | 'fused' | 'exact';

/** Whether a sum goes through or stays in a format that holds every product exactly. */
function goesWide(format: NodeFormat): boolean {
  if (isFused(format)) return false;
  const { to, via } = roundingsOf(format);
  return Math.max(to.precision, via?.precision ?? 0) >= 48;
}

/**
 * By term: `rounded` to a number of its own first; `fused`: exact into an addition that rounds once to binary32 or fewer bits, a true fused
 * multiply-add, or into a fused adder; `exact`: exact into an addition that goes through or stays in binary64 or more, which holds every
 * product of two binary32 numbers.
 */
export function productKinds({ tree, products, nodes, result }: Accumulation): readonly ProductKind[] {
  const kinds: ProductKind[] = products.map((product) => (product === 'rounded' ? 'rounded' : 'exact'));
  const mark = (term: number | undefined, into: NodeFormat): void => {
    if (term !== undefined && kinds[term] === 'exact' && !goesWide(into)) kinds[term] = 'fused';
  };
  let node = 0;
  const alone = foldTree<number | undefined>(
    tree,
    (term) => term,
    (children) => {
      const format = nodes[node]!;
      node += 1;
      for (const term of children) mark(term, format);
      return undefined;
    },
  );
  mark(alone, result);
  return kinds;
}
