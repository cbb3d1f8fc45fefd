import type { Accumulation, NodeFormat } from '../sums/accumulation.ts';
import { foldTree, type SummationTree } from '../sums/tree.ts';

/**
 * The accumulation with only some of its terms, numbered anew in the order of `kept`: what an engine computes that leaves the terms on
 * padding out and otherwise does the same. Additions of which one child is left are gone. Undefined if no term is left.
 */
export function keepTerms(accumulation: Accumulation, kept: readonly number[]): Accumulation | undefined {
  const newNumber = new Map(kept.map((term, index) => [term, index]));
  let node = 0;
  const rest = foldTree<Rest | undefined>(
    accumulation.tree,
    (term) => {
      const number = newNumber.get(term);
      return number === undefined ? undefined : { tree: { kind: 'term', term: number }, nodes: [] };
    },
    (children) => {
      const format = accumulation.nodes[node]!;
      node += 1;
      const left = children.filter((child) => child !== undefined);
      if (left.length < 2) return left[0];
      const tree: SummationTree = { kind: 'add', children: left.map((child) => child.tree) };
      return { tree, nodes: [...left.flatMap(({ nodes }) => nodes), format] };
    },
  );
  if (rest === undefined) return undefined;
  const products = kept.map((term) => accumulation.products[term]!);
  const ownStart = (accumulation.ownStart ?? []).flatMap((term) => newNumber.get(term) ?? []);
  return { ...accumulation, ...rest, products, ownStart };
}

interface Rest {
  readonly tree: SummationTree;
  readonly nodes: readonly NodeFormat[];
}
