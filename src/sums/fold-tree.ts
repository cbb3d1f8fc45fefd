import type { SummationTree } from './tree.ts';

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
