import type { Format } from '../../float/format.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';

/**
 * All inputs of a small format at once. A bound depends on a quantity such as Σ|x|, which is called the weight of an
 * input here. Take all inputs of a subtree with the same computed value and the same weight. Only those with the least
 * and the greatest error matter further up, because errors add up. So the largest error for each weight is found
 * without trying the inputs one by one, and nothing is left out. Numbers are integers, multiples of one unit, and below
 * 2^53, so plain arithmetic is exact.
 */
export interface State {
  readonly sum: number;
  readonly weight: number;
  /** Computed less exact: least and greatest, each with the inputs that lead there. */
  least: Extreme;
  greatest: Extreme;
  /** How many inputs are counted here. */
  inputs: number;
}

interface Extreme {
  readonly error: number;
  readonly from: number | readonly number[] | readonly [Extreme, Extreme];
}

/** How weights come about. */
export interface Weight {
  leaf(x: number, depth: number): number;
  node(first: number, second: number, result: number): number;
}

/** Integers rounded to `precision` bits, to nearest even; at least to multiples of `lowest`. */
export function rounder({ precision }: Pick<Format, 'precision'>, lowest: number): (x: number) => number {
  return (x) => {
    const size = Math.abs(x);
    if (size >= 2 ** 31) throw new RangeError('too large for a small format');
    const step = Math.max(lowest, 2 ** (32 - Math.clz32(size) - precision));
    const whole = Math.floor(size / step);
    const rest = size / step - whole;
    const up = rest > 0.5 || (rest === 0.5 && whole % 2 === 1);
    return Math.sign(x) * (up ? whole + 1 : whole) * step;
  };
}

export class States {
  private readonly known = new Map<number, Map<number, State>>();

  /** A number, with the error that it has already. */
  addLeaf(sum: number, weight: number, error: number, inputs: number, x: number): void {
    this.put(sum, weight, error, error, inputs, x);
  }

  /** The sum of two. */
  addNode(sum: number, weight: number, lost: number, a: State, b: State): void {
    const [least, greatest] = [a.least.error + b.least.error + lost, a.greatest.error + b.greatest.error + lost];
    this.put(sum, weight, least, greatest, a.inputs * b.inputs, a, b);
  }

  /** Called millions of times: what leads there is made only where it is kept. */
  private put(
    sum: number,
    weight: number,
    least: number,
    greatest: number,
    inputs: number,
    a: number | State,
    b?: State,
  ): void {
    let ofSum = this.known.get(sum);
    if (ofSum === undefined) {
      ofSum = new Map();
      this.known.set(sum, ofSum);
    }
    const state = ofSum.get(weight);
    if (state === undefined) {
      const [low, high] = [
        { error: least, from: originOf('least', a, b) },
        { error: greatest, from: originOf('greatest', a, b) },
      ];
      ofSum.set(weight, { sum, weight, least: low, greatest: high, inputs });
      return;
    }
    if (least < state.least.error) state.least = { error: least, from: originOf('least', a, b) };
    if (greatest > state.greatest.error) state.greatest = { error: greatest, from: originOf('greatest', a, b) };
    state.inputs += inputs;
  }

  all(): readonly State[] {
    return [...this.known.values()].flatMap((states) => [...states.values()]);
  }
}

const originOf = (which: 'least' | 'greatest', a: number | State, b: State | undefined): Extreme['from'] =>
  typeof a === 'number' ? a : [a[which], b![which]];

/** All sums by a tree of the given numbers. */
export function allSums(
  tree: SummationTree,
  numbers: readonly number[],
  round: (x: number) => number,
  weight: Weight,
): readonly State[] {
  const leaves = (depth: number): readonly State[] => {
    const states = new States();
    for (const x of numbers) {
      states.addLeaf(x, weight.leaf(x, depth), 0, 1, x);
    }
    return states.all();
  };
  const depths = depthsBelow(tree);
  return allOf(tree, (term) => leaves(depths[term]!), round, weight);
}

/** All sums by a tree whose leaves may have errors already, as rounded products have. */
export function allOf(
  tree: SummationTree,
  leaves: (term: number) => readonly State[],
  round: (x: number) => number,
  weight: Pick<Weight, 'node'>,
): readonly State[] {
  return foldTree<readonly State[]>(tree, leaves, ([first, second], children) =>
    joined(first!, second!, round, weight, tree.kind === 'add' && children === tree.children),
  );
}

/**
 * All ways to add a value of one and one of the other; where that is the result, values of the same weight need not be
 * told apart.
 */
function joined(
  first: readonly State[],
  second: readonly State[],
  round: (x: number) => number,
  weight: Pick<Weight, 'node'>,
  last: boolean,
): readonly State[] {
  const states = new States();
  const rounded = new Map<number, number>();
  for (const a of first) {
    for (const b of second) {
      const exact = a.sum + b.sum;
      let result = rounded.get(exact);
      if (result === undefined) {
        result = round(exact);
        rounded.set(exact, result);
      }
      states.addNode(last ? 0 : result, weight.node(a.weight, b.weight, result), result - exact, a, b);
    }
  }
  return states.all();
}

/** For each weight the inputs with the largest error, left to right. */
export function worstInputs(
  states: readonly State[],
): readonly { readonly weight: number; readonly error: number; readonly inputs: readonly number[] }[] {
  const worst = new Map<number, Extreme>();
  for (const { weight, least, greatest } of states) {
    for (const extreme of [least, greatest]) {
      const known = worst.get(weight);
      if (known === undefined || Math.abs(extreme.error) > Math.abs(known.error)) worst.set(weight, extreme);
    }
  }
  return [...worst].map(([weight, extreme]) => ({ weight, error: Math.abs(extreme.error), inputs: inputsOf(extreme) }));
}

/**
 * Of those the ones that no other outdoes by no smaller an error with no larger a weight: enough for a bound that grows
 * with the weight.
 */
export function outstanding<T extends { readonly weight: number; readonly error: number }>(
  worst: readonly T[],
): readonly T[] {
  let largest = -1;
  return [...worst]
    .sort((a, b) => a.weight - b.weight)
    .filter(({ error }) => {
      const more = error > largest;
      largest = Math.max(largest, error);
      return more;
    });
}

function inputsOf({ from }: Extreme): readonly number[] {
  if (typeof from === 'number') return [from];
  return from.flatMap((part) => (typeof part === 'number' ? [part] : inputsOf(part)));
}

export const inputsCounted = (states: readonly State[]): number => states.reduce((sum, { inputs }) => sum + inputs, 0);

function depthsBelow(tree: SummationTree): readonly number[] {
  const depths: number[] = [];
  const visit = (node: SummationTree, depth: number): void => {
    if (node.kind === 'term') depths[node.term] = depth;
    else for (const child of node.children) visit(child, depth + 1);
  };
  visit(tree, 0);
  return depths;
}

/**
 * All shapes of trees of two-term additions with this number of terms, mirror images once. Terms are numbered from left
 * to right.
 */
export function allTrees(terms: number, from = 0): readonly SummationTree[] {
  if (terms === 1) return [{ kind: 'term', term: from }];
  const trees: SummationTree[] = [];
  for (let left = Math.ceil(terms / 2); left < terms; left++) {
    const [firsts, seconds] = [allTrees(left, from), allTrees(terms - left, from + left)];
    for (const [i, first] of firsts.entries()) {
      for (const second of left === terms - left ? seconds.slice(i) : seconds)
        trees.push({ kind: 'add', children: [first, second] });
    }
  }
  return trees;
}
