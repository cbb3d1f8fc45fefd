import { type FlatTree, firstLeavesOf, parentsOf } from './flat-tree.ts';

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

/**
 * The black box: `count` vectors of `n` terms in, `count` sums out; term t of vector i is lefts[i n + t] · rights[i n + t].
 * Nothing else is known of it. `Questions` puts vectors to it and counts them: a *call* is one vector, a *round* is one
 * batch, that is, one step in which the next vectors depend on earlier answers. Batches of more than `batchLimit`
 * numbers are cut in pieces for memory's sake; that is still one round.
 */
export type BlackBox = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  count: number,
) => Promise<Float32Array | Float64Array>;

const batchLimit = 2 ** 23;
const piece = 2 ** 20;

const manyOnes = new Float32Array(2 ** 14).fill(1);

/** So many ones; where they are few the same memory each time, which no probe writes to or keeps. */
function onesOf(length: number): Float32Array {
  return length <= manyOnes.length ? manyOnes.subarray(0, length) : new Float32Array(length).fill(1);
}

interface Counters {
  calls: number;
  rounds: number;
  checks: number;
}

/** Asks a black box and counts. `lefts` holds whole vectors side by side; `rights` is all ones where it is left out. */
export class Oracle {
  readonly n: number;
  /** The format of the answers, by their array. */
  format: 'binary32' | 'binary64' = 'binary32';
  readonly #blackBox: BlackBox;
  readonly #counters: Counters;

  constructor(blackBox: BlackBox, n: number, counters: Counters = { calls: 0, rounds: 0, checks: 0 }) {
    this.#blackBox = blackBox;
    this.n = n;
    this.#counters = counters;
  }

  /** Vectors asked, without those of `check`. */
  get calls(): number {
    return this.#counters.calls;
  }

  get rounds(): number {
    return this.#counters.rounds;
  }

  /** Vectors put by `check`. */
  get checks(): number {
    return this.#counters.checks;
  }

  /** The same black box behind a change of its numbers. What is asked of either counts for both. */
  behind(change: (blackBox: BlackBox) => BlackBox): Oracle {
    return new Oracle(change(this.#blackBox), this.n, this.#counters);
  }

  /** As `ask`, but counted apart and as no round: the answers are compared with a prediction and decide nothing else. */
  async check(lefts: Float32Array, rights?: Float32Array): Promise<Float64Array> {
    this.#counters.checks += lefts.length / this.n;
    return this.#answers(lefts, rights);
  }

  async ask(lefts: Float32Array, rights?: Float32Array): Promise<Float64Array> {
    const count = lefts.length / this.n;
    this.#counters.calls += count;
    this.#counters.rounds += count > 0 ? 1 : 0;
    return this.#answers(lefts, rights);
  }

  /** Vectors of a few terms each, in one round, made piece by piece because most of their numbers are zeros. */
  async askEntries(list: readonly (readonly Entry[])[]): Promise<Float64Array> {
    this.#counters.calls += list.length;
    this.#counters.rounds += list.length > 0 ? 1 : 0;
    const answers = new Float64Array(list.length);
    const step = Math.max(1, Math.floor(piece / this.n));
    for (let from = 0; from < list.length; from += step) {
      const { lefts, rights } = vectorsOf(this.n, list.slice(from, from + step));
      answers.set(await this.#answers(lefts, rights), from);
    }
    return answers;
  }

  async #answers(lefts: Float32Array, rights?: Float32Array): Promise<Float64Array> {
    const count = lefts.length / this.n;
    const answers = new Float64Array(count);
    const step = Math.max(1, Math.floor(batchLimit / this.n));
    for (let from = 0; from < count; from += step) {
      const to = Math.min(count, from + step);
      const left = lefts.subarray(from * this.n, to * this.n);
      const right = rights?.subarray(from * this.n, to * this.n) ?? onesOf(left.length);
      const part = await this.#blackBox(left, right, this.n, to - from);
      this.format = part instanceof Float32Array ? 'binary32' : 'binary64';
      answers.set(part, from);
    }
    return answers;
  }
}

/** Where to put values so that they meet at a node: rep(z) is the smallest leaf under z. */
export interface TreeIndex {
  readonly rep: Int32Array;
  readonly children: (id: number) => readonly number[];
  readonly sibling: (id: number) => number | undefined;
}

export function treeIndexOf(tree: FlatTree): TreeIndex {
  const parents = parentsOf(tree);
  const children = (id: number): readonly number[] => tree.children[id - tree.n]!;
  const sibling = (id: number): number | undefined =>
    parents[id]! < 0 ? undefined : children(parents[id]!).find((child) => child !== id);
  return { rep: firstLeavesOf(tree), children, sibling };
}

/** Values on two children of a node. */
export function onTwoChildren(at: TreeIndex, id: number, first: number, second: number): readonly Entry[] {
  const [a, b] = at.children(id) as [number, number];
  return [
    [at.rep[a]!, first, 1],
    [at.rep[b]!, second, 1],
  ];
}

/** A product on the sibling of a leaf or node; none if there is no sibling. */
export function onSibling(at: TreeIndex, id: number, left: number, right: number): readonly Entry[] {
  const sibling = at.sibling(id);
  return sibling === undefined ? [] : [[at.rep[sibling]!, left, right]];
}
