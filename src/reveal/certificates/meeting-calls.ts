import { type Places, placesOf } from '../features/places.ts';
import { type FlatTree, isBinary } from '../flat-tree.ts';
import type { Entry } from '../vectors.ts';
import type { CertificateCall } from './certificate.ts';
import { nodesByHeight } from './nodes-by-height.ts';
import { carrierGroup, mostParityChildren, parityCalls } from './parity-calls.ts';
import { spernerMask } from './sperner-certificate.ts';

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
  const at = placesOf(tree);
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

function pairsAndParity(at: Places, nodes: readonly (readonly number[])[]): CertificateCall[] {
  const calls = sideBySide(nodes.map((children) => pairCalls(at, children, carrierGroup(children.length))));
  for (let from = 0; from < nodes.length; from += parityNodesPerCall) {
    const group = nodes.slice(from, from + parityNodesPerCall);
    calls.push(...sideBySide(group.map((children, place) => parityCalls(at, children, 2 ** place))));
  }
  return calls;
}

/** The calls of each pair of the first `count` children of a node. */
function pairCalls(at: Places, children: readonly number[], count: number): CertificateCall[] {
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
