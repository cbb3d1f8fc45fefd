import { type Accumulation, isFused, type ProductRounding } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { type Entry, type Oracle, vectorsOf } from '../oracle.ts';
import { same } from '../replay.ts';
import { narrowCandidates } from './narrow.ts';

/**
 * What no probe decides about an engine with narrowed inputs, as accumulations to replay, the likeliest first:
 *
 * - whether a fused adder with fewer than two guard bits truncates or rounds at the end;
 * - if sums are flushed, whether short products are exact, and whether the only addition is in binary64. Then only
 *   zeros show it: −2^-160 on a leaf becomes −0 if it is rounded as a product, and loses its sign to any +0; if it
 *   enters an addition exactly, that sum is negative and flushed to −0. Its sibling is +0 or −0. Every other
 *   accumulator is −0, or comes to −0 as −(1 + 2^-7) 2^-126 + 2^-126. Costs a round of at most four checks a leaf.
 */
export async function undecided(found: Accumulation, tree: FlatTree, oracle: Oracle): Promise<readonly Accumulation[]> {
  const { inputs, nodes, flush, products } = found;
  if (inputs === undefined) return [found];
  if (nodes.some((format) => isFused(format) && format.guardBits < 2)) {
    const rounded = nodes.map((format) => (isFused(format) ? ({ ...format, end: 'nearest-even' } as const) : format));
    return [found, { ...found, nodes: rounded }];
  }
  if (oracle.narrow !== undefined) return narrowCandidates(found, oracle.narrow);
  if (!flush.sums || flush.products || tree.n > mostTerms) return [found];
  const all = (product: ProductRounding): readonly ProductRounding[] => products.map(() => product);
  const alike = [products, all('rounded'), all('exact')].map((given) => ({ ...found, products: given }));
  const isLone = nodes.length === 1 && nodes[0] === 'binary64';
  const candidates = alike.flatMap((one) => (isLone ? [one, { ...one, nodes: ['binary32'] as const }] : [one]));
  const list = zeroVectors(tree);
  const { lefts, rights, count } = vectorsOf(tree.n, list);
  const computed = await oracle.check(lefts, rights);
  const gives = (candidate: Accumulation): boolean =>
    modelOf(candidate)(lefts, rights, tree.n, count).every((value, index) => same(value, computed[index]!));
  const fitting = candidates.filter(gives);
  return fitting.length === 0 ? [found] : fitting;
}

const mostTerms = 256;

function zeroVectors({ n, children }: FlatTree): (readonly Entry[])[] {
  const beginnings = children.filter((list) => list.every((child) => child < n));
  return Array.from({ length: n }, (_, leaf) => leaf).flatMap((leaf) => {
    const siblings = children.find((list) => list.includes(leaf))!.filter((child) => child !== leaf && child < n);
    return [1, -1].flatMap((sign) =>
      [false, true].map((isFlushed): readonly Entry[] => {
        const entries = Array.from({ length: n }, (_, other): Entry => [other, -1, 0]);
        if (isFlushed) {
          for (const [one, other] of beginnings.filter((list) => !list.includes(leaf)) as [number, number][]) {
            entries[one] = [one, -(1 + 2 ** -7) * 2 ** -126, 1];
            entries[other] = [other, 2 ** -126, 1];
          }
        }
        for (const sibling of siblings) entries[sibling] = [sibling, sign, 0];
        entries[leaf] = [leaf, -(2 ** -80), 2 ** -80];
        return entries;
      }),
    );
  });
}
