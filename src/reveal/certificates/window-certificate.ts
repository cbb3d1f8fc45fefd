import type { FlatTree } from '../flat-tree.ts';
import { type HeavyPath, heavyPaths, type SparseSums, sparseSums } from './heavy-paths.ts';
import type { Certificate } from './sperner-certificate.ts';

/**
 * A certificate of falling windows, for trees of two-term additions that round to nearest binary32. That is an
 * assumption, which replays must support; the Sperner certificate does without it. Undefined if it would take more than
 * `limit` calls.
 *
 * To show: for every inner node v but the root, one triplet ab|c, "the common ancestor of a and b is below that of a
 * and c", where v is the common ancestor of a and b in T, and c lies in the sibling of v. These n − 2 triplets
 * determine T: in any tree T' that displays them, a and b lie under one child of the root of T'. The pairs of the nodes
 * inside one child of T's root connect all its leaves, so these lie under one child of the root of T'. T' has at least
 * two children of the root; use induction.
 *
 * A call has up to 32 slots g = 1, 2, …, with M_g = 1.5 · 2^(126 − 7(g − 1)) and u_g = 2^(126 − 7(g − 1) − 28), so u_g
 * = M_(g+4)/1.5. Slot g has a pair (a_g, b_g), with +M_g on a_g and −M_g on b_g (or no pair: a filler), and a witness
 * leaf w_g with +u_g − u_(g−1); b_(g+1) = w_g. The expected answer is the last unit, u_G.
 *
 * Proof that a T' with this answer displays a_g b_g | w_j for all j ≥ g:
 *
 * (1) All partial sums are numbers in base 128 with digits 1.5m + e, |m|, |e| ≤ 1. If the leading digit stands at 2^p,
 *   the sum lies in (0.48, 2.52) · 2^p, where half an ulp is between 2^(p−26) and 2^(p−23). Rounding keeps the digits
 *   at p, p − 7, p − 14, p − 21 exactly and drops those from p − 28 down, which sum to less than 0.64 · 2^(p−26). So a
 *   node sets all digits more than three places below its leading one to zero.
 * (2) The answer is u_G, and digits are unique, so +u_j and −u_j (j < G), and +M_g and −M_g, were dropped both or
 *   neither.
 * (3) No ancestor of w_j has dropped the digit u_j. This is true for G. If it is true for j + 1, then −u_j, which sits
 *   on w_(j+1) one place above u_(j+1), is never dropped, hence, by (2), +u_j is not.
 * (4) b_g is w_(g−1) and M_g > u_(g−1), so −M_g is never dropped (for g = 1 it is the top digit), nor, by (2), is +M_g.
 *   So M_g is live at every node from a_g and b_g up to below their common ancestor, and there its two halves meet. Any
 *   node where M_g is live on one side drops u_g and all below. By (3) no w_j, j ≥ g, is under such a node. QED.
 *
 * So a call shows a triplet for each later witness that lies in the sibling of v_g. Along a path from a leaf h_0 up,
 * with h_k in the clade that hangs from the k-th node, the pairs are (h_(k−1), h_k), and each witness is the next b.
 * The witness of the topmost node is a leaf of its sibling; then a filler leads to the next path. Whether paths can
 * share a call is tried: every leaf's value must be a binary32 number, and the binary32 sum on T must be u_G.
 *
 * Calls: (n − 2)/32, rounded up, for a chain, and up to n/3 for balanced trees, for which the Sperner certificate is
 * smaller.
 */
export function windowCertificate(tree: FlatTree, limit: number): Certificate | undefined {
  const least = Math.ceil((tree.n - 2) / slotsPerCall);
  if (least > limit || tree.n < 3) return undefined;
  const topDown = heavyPaths(tree);
  // Every path but the first of a call costs one more slot.
  if (Math.ceil((tree.n - 2 + topDown.length) / (slotsPerCall + 1)) > limit) return undefined;
  const sums = sparseSums(tree);
  const first = pack(tree, sums, topDown, limit);
  if (first?.expected.length === least) return first;
  return pack(tree, sums, topDown.reverse(), (first?.expected.length ?? limit + 1) - 1) ?? first;
}

/** Packs the paths in the given order into at most `limit` calls. */
function pack(tree: FlatTree, sums: SparseSums, paths: readonly HeavyPath[], limit: number): Certificate | undefined {
  const { n } = tree;
  const finished: WindowCall[] = [];
  const open: WindowCall[] = [];
  let left = paths.reduce((sum, { nodes }) => sum + nodes.length, 0);
  for (const path of paths) {
    for (let from = 0; from < path.nodes.length; ) {
      let to = from;
      for (let index = 0; to === from && index < open.length; index += 1)
        to = append(open[index]!, path, from, tree, sums);
      if (to === from) {
        const call: WindowCall = { slots: [], values: new Map() };
        to = append(call, path, from, tree, sums);
        if (to === from) return undefined;
        open.push(call);
      }
      left -= to - from;
      from = to;
      for (let index = open.length - 1; index >= 0; index -= 1) {
        const full = open[index]!.slots.length >= slotsPerCall - 1;
        if (full || (index === 0 && open.length > openCalls)) finished.push(...open.splice(index, 1));
      }
      const room = open.reduce((sum, { slots }) => sum + slotsPerCall - slots.length - 1, 0);
      if (finished.length + open.length + Math.max(0, Math.ceil((left - room) / slotsPerCall)) > limit)
        return undefined;
    }
  }
  const calls = [...finished, ...open];
  const lefts = new Float32Array(calls.length * n);
  calls.forEach((call, index) => {
    for (const [leaf, value] of call.values) lefts[index * n + leaf] = value;
  });
  return { kind: 'windows', lefts, expected: Float64Array.from(calls, ({ slots }) => unitOf(slots.length)) };
}

const slotsPerCall = 32;
const openCalls = 16;
/** A path is cut only where at least this many of its nodes fit, because every cut costs a filler. */
const leastPart = 8;

/**
 * One slot. `plus` and `minus` are −1 in a filler. The witness is `minus` of the next slot, or `witness` in the last
 * slot of a path.
 */
interface Slot {
  readonly plus: number;
  readonly minus: number;
  readonly witness: number;
}

interface WindowCall {
  slots: readonly Slot[];
  values: ReadonlyMap<number, number>;
}

const maskOf = (slot: number): number => 1.5 * 2 ** (126 - 7 * (slot - 1));
const unitOf = (slot: number): number => 2 ** (126 - 7 * (slot - 1) - 28);

/**
 * Adds nodes of the path, from the index `from` on, to the call if it then still works on the tree: all that remain, or
 * as many as there is room for unless they are few. Returns the index of the first node that was not added.
 */
function append(call: WindowCall, path: HeavyPath, from: number, tree: FlatTree, sums: SparseSums): number {
  const fillers = call.slots.length === 0 ? 0 : 1;
  const room = slotsPerCall - call.slots.length - fillers;
  const to = Math.min(path.nodes.length, from + room);
  if (to < path.nodes.length && room < leastPart) return from;
  for (const pick of picks) {
    const added = slotsOf(path, from, to, (clade) => leafOf(clade, tree, sums, pick, call.values));
    const filler: Slot[] = fillers === 0 ? [] : [{ plus: -1, minus: -1, witness: added[0]!.minus }];
    const slots = [...call.slots, ...filler, ...added];
    const values = valuesOf(slots);
    if (values === undefined || sums.sum(values) !== unitOf(slots.length)) continue;
    call.slots = slots;
    call.values = values;
    return to;
  }
  return from;
}

function slotsOf(path: HeavyPath, from: number, to: number, leaf: (clade: number) => number): Slot[] {
  const joined = (k: number): number => (k < 0 ? path.bottom : leaf(path.hanging[k]!));
  const slots: Slot[] = [];
  for (let k = from; k < to; k += 1) {
    const witness = k + 1 < path.nodes.length ? joined(k + 1) : leaf(path.above);
    slots.push({ plus: joined(k - 1), minus: joined(k), witness });
  }
  return slots;
}

type Pick = 'first' | 'last' | 'unused';
const picks: readonly Pick[] = ['first', 'unused', 'last'];

/** A leaf of a clade: its first, its last, or an unused one if it is found soon. */
function leafOf(
  clade: number,
  { n, children }: FlatTree,
  { first, last }: SparseSums,
  pick: Pick,
  used: ReadonlyMap<number, number>,
): number {
  if (pick === 'last') return last[clade]!;
  if (pick === 'first') return first[clade]!;
  const stack = [clade];
  for (let steps = 0; stack.length > 0 && steps < 256; steps += 1) {
    const id = stack.pop()!;
    if (id >= n) stack.push(children[id - n]![1]!, children[id - n]![0]!);
    else if (!used.has(id)) return id;
  }
  return last[clade]!;
}

/** The values of a call by leaf; undefined if a leaf would need more bits than binary32 has. */
function valuesOf(slots: readonly Slot[]): Map<number, number> | undefined {
  const values = new Map<number, number>();
  let exact = true;
  const put = (leaf: number, value: number): void => {
    const before = values.get(leaf) ?? 0;
    const sum = before + value;
    exact &&= sum - value === before && Math.fround(sum) === sum;
    values.set(leaf, sum);
  };
  slots.forEach(({ plus, minus, witness }, index) => {
    const slot = index + 1;
    if (plus >= 0) {
      put(plus, maskOf(slot));
      put(minus, -maskOf(slot));
    }
    put(witness, unitOf(slot));
    if (slot > 1) put(witness, -unitOf(slot - 1));
  });
  return exact ? values : undefined;
}
