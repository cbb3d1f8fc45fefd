import type { FlatTree } from '../flat-tree.ts';

/** Ids of the inner nodes by height from 1 up, the root alone in the last list; a leaf has height 0, a node one more than its highest child. */
export function nodesByHeight({ n, children }: FlatTree): readonly (readonly number[])[] {
  const height = new Int32Array(n + children.length);
  const byHeight: number[][] = [];
  children.forEach((list, k) => {
    const tall = list.reduce((most, child) => Math.max(most, height[child]!), 0);
    height[n + k] = tall + 1;
    byHeight[tall] ??= [];
    byHeight[tall].push(n + k);
  });
  return byHeight;
}
