import { type FlatTree, isBinary, nodesByHeight } from '../flat-tree.ts';
import { type Entry, type TreeIndex, treeIndexOf } from '../oracle.ts';
import { type CertificateCall, spernerMask } from './sperner-certificate.ts';

/**
 * That in a box T', of which every node of T is known to be a clade, all children of each node v of T meet at once: no clade A of T' lies
 * between, holding at least two of v's w ≥ 3 children and not all.
 *
 * By pairs, in any arithmetic: +M and −M on a leaf of two children, 1 on one of every other child, 0 elsewhere; wanted is 0. If A is
 * such a clade, two of its children hold two of v's that meet at A. In their call the masks cancel at A, inside it, a unit on a child of v
 * outside A meets no mask, and as units are not negative the sum is not 0. All w(w − 1)/2 pairs are asked; nodes of one height are
 * disjoint and share calls, so a height costs what its widest node does.
 *
 * In numbers of at most 24 bits fewer pairs are enough: those of g children, with the w − 1 calls of parity-calls.ts, of which eight
 * nodes share one.
 */
export function meetingCalls(tree: FlatTree, upTo24Bits: boolean): { calls: CertificateCall[]; parity: boolean } {
  const calls: CertificateCall[] = [];
  let parity = false;
  if (isBinary(tree)) return { calls, parity };
  const at = treeIndexOf(tree);
  for (const height of nodesByHeight(tree)) {
    const nodes = height.map((id) => at.children(id)).filter((children) => children.length > 2);
    const pairs = sideBySide(nodes.map((children) => pairCalls(at, children, children.length)));
    const narrow = upTo24Bits && nodes.every((children) => children.length <= mostParityChildren);
    const mixed = narrow ? pairsAndParity(at, nodes) : pairs;
    parity ||= mixed.length < pairs.length;
    calls.push(...(mixed.length < pairs.length ? mixed : pairs));
  }
  return { calls, parity };
}

const parityNodesPerCall = 8;

function pairsAndParity(at: TreeIndex, nodes: readonly (readonly number[])[]): CertificateCall[] {
  const calls = sideBySide(nodes.map((children) => pairCalls(at, children, carrierGroup(children.length))));
  for (let from = 0; from < nodes.length; from += parityNodesPerCall) {
    const group = nodes.slice(from, from + parityNodesPerCall);
    calls.push(...sideBySide(group.map((children, place) => parityCalls(at, children, 2 ** place))));
  }
  return calls;
}

/** The calls of each pair of the first `count` children of a node. */
function pairCalls(at: TreeIndex, children: readonly number[], count: number): CertificateCall[] {
  const calls: CertificateCall[] = [];
  for (let plus = 0; plus < count; plus += 1) {
    for (let minus = plus + 1; minus < count; minus += 1) {
      const entries = children.map((child, index): Entry => {
        return [at.rep[child]!, index === plus ? spernerMask : index === minus ? -spernerMask : 1, 1];
      });
      calls.push({ entries, expected: 0 });
    }
  }
  return calls;
}

/** The first calls of several disjoint nodes as one, then the second ones, and so on. */
function sideBySide(lists: readonly (readonly CertificateCall[])[]): CertificateCall[] {
  const most = lists.reduce((length, list) => Math.max(length, list.length), 0);
  return Array.from({ length: most }, (_, index) => {
    const calls = lists.flatMap((list) => list.slice(index, index + 1));
    return {
      entries: calls.flatMap(({ entries }) => entries),
      expected: calls.reduce((sum, { expected }) => sum + expected, 0),
    };
  });
}

/**
 * That the children c_0 … c_(w−1) of a node v meet at once, by an odd number that any clade A between would make even, where a sum has at
 * most 24 significant bits. Assumed is that pairs of the first g children, the group, are proved to meet at v, so that
 * A holds at most one of them.
 *
 * Call k, the carrier's, k = 0 … w − 2: 2^23 + 1 on c_k; 2^23 on every later child outside the group (p of them); multiples of −64, at most
 * 2^24 − 64 each, that sum to −(p + 1) · 2^23, on the rest: earlier children and the group's others. Together 1. Wanted is 1.
 * T gives it: no number is above 2^24, so an addition of all of them at once loses nothing.
 * Let A be a clade between, k the least number in it. The rest is not in A, so A's other children bear 2^23 each and come to at
 * least 2^24 + 1 at the first node where c_k meets any. That is odd and needs 25 bits: what comes out is even. All else is a multiple
 * of 64, and as partial sums stay below w · 2^23, rounded to multiples of at most w ≤ 64, they lose nothing but the 1. So the sum of v
 * is 1, or an even number from 0 to 64.
 * Up to eight nodes share a call at scales 1, 2, … 2^7: of Σ r_i 2^i = Σ 2^i, each r_i 1 or even, the lowest bit says that r_0 is odd,
 * thus 1, and so on. These sums are below 2^24 and exact.
 *
 * Room for the rest: (g − 1)(2^24 − 64) ≥ (w − g + 1) · 2^23 wherever 3g > w + 3, which the least such g, ⌊w/3⌋ + 2, is chosen for.
 */
export function parityCalls(at: TreeIndex, children: readonly number[], scale: number): CertificateCall[] {
  const group = carrierGroup(children.length);
  return children.slice(0, -1).map((_, carrier) => {
    const isLater = (index: number): boolean => index > carrier && index >= group;
    const later = children.filter((_child, index) => isLater(index)).length;
    let places = children.length - 1 - later;
    let left = (later + 1) * 2 ** 23;
    const entries = children.map((child, index): Entry => {
      if (index === carrier) return [at.rep[child]!, (2 ** 23 + 1) * scale, 1];
      if (isLater(index)) return [at.rep[child]!, 2 ** 23 * scale, 1];
      const share = Math.ceil(left / places / 64) * 64;
      places -= 1;
      left -= share;
      return [at.rep[child]!, -share * scale, 1];
    });
    return { entries, expected: scale };
  });
}

export function carrierGroup(children: number): number {
  return Math.min(children, Math.floor(children / 3) + 2);
}

export const mostParityChildren = 64;
