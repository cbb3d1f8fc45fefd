import { type FlatTree, isBinary, nodesByHeight } from '../flat-tree.ts';
import { type Entry, type TreeIndex, treeIndexOf } from '../oracle.ts';
import { type CertificateCall, spernerMask } from './sperner-certificate.ts';

/**
 * Calls which prove that all children of each node v of a tree T meet at once in a black box T', given that every node
 * of T is a clade of T'. A wrong T' has a clade A between: it holds at least two of the w ≥ 3 children of v, but not
 * all.
 *
 * By pairs, in any arithmetic: +M and −M lie on leaves of two children, and 1 on a leaf of every other child. The
 * expected answer is 0. If A exists, two of its children hold two children of v that meet at A. In their call the masks
 * cancel at A. A unit on a child of v outside A meets no mask, and units are not negative, so the sum is not 0. All w
 * (w − 1)/2 pairs are asked. Nodes of one height are disjoint and share calls, so a height costs as much as its widest
 * node.
 *
 * In sums of at most 24 bits, fewer calls are enough: the pairs of g children, and the w − 1 calls of `parityCalls`, of
 * which eight nodes share one.
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

/** The calls for each pair of the first `count` children of a node. */
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

/** Merges the first calls of several disjoint nodes into one call, then the second ones, and so on. */
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
 * Calls which prove that the children c_0 … c_(w−1) of a node v meet at once, if sums have at most 24 significant bits.
 * They use an odd number that any clade A between would make even. It is assumed that the pairs of the first g
 * children, the group, are proved to meet at v, so that A holds at most one of them.
 *
 * Call k = 0 … w − 2 has the carrier c_k with 2^23 + 1. Each later child outside the group has 2^23; let there be p of
 * them. The rest, that is earlier children and the other members of the group, have multiples of −64, at most 2^24 − 64
 * each, that sum to −(p + 1) · 2^23. The sum is 1, and 1 is expected. T gives 1: no number is above 2^24, so one
 * addition of all of them loses nothing.
 *
 * Let A be a clade between, and k the least index in it. The rest is not in A, so the other children in A have 2^23
 * each, and the first node where c_k meets any of them is at least 2^24 + 1. That is odd and needs 25 bits, so an even
 * number comes out. Everything else is a multiple of 64. Partial sums stay below w · 2^23 and are rounded to multiples
 * of at most w ≤ 64, so they lose nothing but the 1. So the sum of v is an even number from 0 to 64, and not 1.
 *
 * Up to eight nodes share a call at the scales 1, 2, … 2^7. In Σ r_i 2^i = Σ 2^i, each r_i is 1 or even. The lowest bit
 * says that r_0 is odd, thus 1, and so on. These sums are below 2^24 and exact.
 *
 * There is room for the rest: (g − 1)(2^24 − 64) ≥ (w − g + 1) · 2^23 wherever 3g > w + 3; g = ⌊w/3⌋ + 2 is the least
 * such g.
 */
function parityCalls(at: TreeIndex, children: readonly number[], scale: number): CertificateCall[] {
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

function carrierGroup(children: number): number {
  return Math.min(children, Math.floor(children / 3) + 2);
}

const mostParityChildren = 64;
