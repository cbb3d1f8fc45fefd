/** One term that is not zero: leaf, left factor, right factor. */
export type Entry = readonly [leaf: number, left: number, right: number];

/** Vectors side by side, the other terms +0 · 1. */
export interface Vectors {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly count: number;
}

/** Vectors of a few terms each. */
export function vectorsOf(n: number, list: readonly (readonly Entry[])[]): Vectors {
  const lefts = new Float32Array(list.length * n);
  const rights = new Float32Array(list.length * n).fill(1);
  list.forEach((entries, index) => {
    for (const [leaf, left, right] of entries) {
      lefts[index * n + leaf] = left;
      rights[index * n + leaf] = right;
    }
  });
  return { lefts, rights, count: list.length };
}
