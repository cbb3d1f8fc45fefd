/**
 * In which order terms are added. Leaves number the terms of one output in canonical order (kernel row, kernel column,
 * input channel). A node with two children is an addition; one with more adds all of them with one rounding, as matrix
 * units do. Children are in the order in which the addition is written; the value of a node does not depend on it.
 */
export type SummationTree =
  | { readonly kind: 'term'; readonly term: number }
  | { readonly kind: 'add'; readonly children: readonly SummationTree[] };

export function term(index: number): SummationTree {
  return { kind: 'term', term: index };
}

export function add(...children: readonly SummationTree[]): SummationTree {
  return { kind: 'add', children };
}

/**
 * Bottom-up over a tree, children from left to right, every node after its children. Without recursion: a sequential
 * sum of a hundred thousand terms is a tree of that height, and deeper than the stack.
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
