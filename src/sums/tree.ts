/**
 * The order in which terms are added. Leaves number the terms of one output in canonical order: kernel row, kernel
 * column, input channel. A node with two children is an addition. A node with more adds all of them with one rounding,
 * as matrix units do. Children stand in the order in which the addition is written; the value does not depend on it.
 */
export type SummationTree =
  | { readonly kind: 'term'; readonly term: number }
  | { readonly kind: 'add'; readonly children: readonly SummationTree[] };

/** A leaf: the term with this number. */
export function term(index: number): SummationTree {
  return { kind: 'term', term: index };
}

/** One addition of two or more children. */
export function add(...children: readonly SummationTree[]): SummationTree {
  return { kind: 'add', children };
}

/**
 * Folds a tree bottom-up: children from left to right, every node after its children. Iterative, because a sequential
 * sum of a hundred thousand terms is a tree of that height and would overflow the call stack.
 */
export function foldTree<T>(
  tree: SummationTree,
  ofTerm: (term: number) => T,
  ofAdd: (values: readonly T[], children: readonly SummationTree[]) => T,
): T {
  if (tree.kind === 'term') return ofTerm(tree.term);
  const open: { readonly children: readonly SummationTree[]; readonly values: T[] }[] = [
    { children: tree.children, values: [] },
  ];
  for (;;) {
    const { children, values } = open[open.length - 1]!;
    const child = children[values.length];
    if (child?.kind === 'term') values.push(ofTerm(child.term));
    else if (child !== undefined) open.push({ children: child.children, values: [] });
    else {
      const value = ofAdd(values, children);
      open.pop();
      if (open.length === 0) return value;
      open[open.length - 1]!.values.push(value);
    }
  }
}

/** How many terms a tree adds. */
export function termCount(tree: SummationTree): number {
  return foldTree(
    tree,
    () => 1,
    (counts) => counts.reduce((sum, count) => sum + count, 0),
  );
}
