import type { NarrowName } from '../float/narrow-numbers.ts';
import { type FlatTree, firstLeavesOf, parentsOf } from './flat-tree.ts';

/** A term that is not zero: its leaf, left factor and right factor. */
export type Entry = readonly [leaf: number, left: number, right: number];

/** Vectors side by side: term t of vector i is at index i n + t. */
export interface Vectors {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly count: number;
}

/** Vectors with a few terms each; all other terms are +0 · 1. */
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
 * Computes `count` sums of n products: term t of vector i is lefts[i n + t] · rights[i n + t]. Nothing else is known
 * about it.
 */
export type BlackBox = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  count: number,
) => Promise<Float32Array | Float64Array>;

/** Numbers in one request, and numbers made at a time. */
const batchLimit = 2 ** 23;
const piece = 2 ** 20;

const manyOnes = new Float32Array(2 ** 14).fill(1);

/** Short vectors of ones share memory. Black boxes must neither write to it nor keep it. */
function onesOf(length: number): Float32Array {
  return length <= manyOnes.length ? manyOnes.subarray(0, length) : new Float32Array(length).fill(1);
}

interface Counters {
  calls: number;
  rounds: number;
  checks: number;
}

/**
 * Asks a black box and counts. A *call* is one vector. A *round* is one batch of vectors; the next batch can depend on
 * its answers. Large batches are sent in pieces and still count as one round.
 */
export class Oracle {
  readonly n: number;
  /** The format of the answers, from the type of their array. */
  format: 'binary32' | 'binary64' = 'binary32';
  /** The format of 16 bits to which inputs and results are rounded, if there is one. */
  readonly narrow: NarrowName | undefined;
  readonly #blackBox: BlackBox;
  readonly #counters: Counters;

  constructor(
    blackBox: BlackBox,
    n: number,
    counters: Counters = { calls: 0, rounds: 0, checks: 0 },
    narrow: NarrowName | undefined = undefined,
  ) {
    this.#blackBox = blackBox;
    this.narrow = narrow;
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

  /** Vectors of `check`. */
  get checks(): number {
    return this.#counters.checks;
  }

  /** The same black box with its numbers changed on the way in and out. Both oracles share their counters. */
  behind(change: (blackBox: BlackBox) => BlackBox): Oracle {
    return new Oracle(change(this.#blackBox), this.n, this.#counters, this.narrow);
  }

  /** Like `ask`, but for replays: the answers are only compared with a prediction, so they count as checks. */
  async check(lefts: Float32Array, rights?: Float32Array): Promise<Float64Array> {
    this.#counters.checks += lefts.length / this.n;
    return this.#answers(lefts, rights);
  }

  /**
   * The sums of whole vectors, side by side in `lefts` and `rights`; right factors are 1 by default. One call for each
   * vector, one round for all.
   */
  async ask(lefts: Float32Array, rights?: Float32Array): Promise<Float64Array> {
    const count = lefts.length / this.n;
    this.#counters.calls += count;
    this.#counters.rounds += count > 0 ? 1 : 0;
    return this.#answers(lefts, rights);
  }

  /**
   * Asks vectors with a few terms each in one round. They are made in pieces, because most of their numbers are zeros.
   */
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

/** Where to put values so that they meet at a node: rep[id] is the smallest leaf under a node. */
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

/** Values under the first two children of a node. */
export function onTwoChildren(at: TreeIndex, id: number, first: number, second: number): readonly Entry[] {
  const [a, b] = at.children(id) as [number, number];
  return [
    [at.rep[a]!, first, 1],
    [at.rep[b]!, second, 1],
  ];
}

/** A product under the sibling of a node or leaf; none if it has no sibling. */
export function onSibling(at: TreeIndex, id: number, left: number, right: number): readonly Entry[] {
  const sibling = at.sibling(id);
  return sibling === undefined ? [] : [[at.rep[sibling]!, left, right]];
}
