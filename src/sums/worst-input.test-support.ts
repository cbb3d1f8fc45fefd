import type { Accumulation } from './accumulation.ts';
import type { SummationTree } from './tree.ts';
import { treeExcess } from './tree-measures.ts';

/**
 * The worst input known of a tree of binary32 additions of two: |computed − exact| / Σ|products| = 1 − 1/E with the
 * tree number E, which is H·u up to terms of second order. From the root down, the child with the larger E computes 1
 * times the value of its node and the other one u times it. 1 + u is a tie and 1 is even, so all of the other child is
 * lost. A rounded product is 24929 · 673 = 2^24 + 1, scaled, and computes 2^24; an exact one is a power of two.
 * Everything is positive. Each level costs a factor 2^-24: five levels fit above underflow. Terms further down are
 * zero, at a loss below u^5. `treeNumber` has the proof.
 */
export function worstInput(accumulation: Accumulation): { readonly left: Float32Array; readonly right: Float32Array } {
  const { tree, products } = accumulation;
  const left = new Float32Array(products.length);
  const right = new Float32Array(products.length);
  const excess = new Map<SummationTree, number>();
  treeExcess(accumulation, (children, excesses) => {
    for (const [i, child] of children.entries()) excess.set(child, excesses[i]!);
  });
  const open: { readonly tree: SummationTree; readonly level: number; readonly begins: boolean }[] = [
    { tree, level: 0, begins: tree.kind === 'term' },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { tree, level, begins } = next;
    if (tree.kind === 'term') {
      if (level > 5) continue;
      const inexact = products[tree.term] === 'rounded' || begins;
      left[tree.term] = (inexact ? 24929 * 2 ** -12 : 1) * 2 ** (-12 * level);
      right[tree.term] = (inexact ? 673 * 2 ** -12 : 1) * 2 ** (-12 * level);
      continue;
    }
    if (tree.children.length !== 2) throw new RangeError('a witness is known for additions of two only');
    const [first, second] = tree.children as [SummationTree, SummationTree];
    const bothTerms = first.kind === 'term' && second.kind === 'term';
    const firstIsMain = bothTerms || excess.get(first)! >= excess.get(second)!;
    open.push({ tree: first, level: firstIsMain ? level : level + 1, begins: bothTerms });
    open.push({ tree: second, level: firstIsMain ? level + 1 : level, begins: false });
  }
  return { left, right };
}
