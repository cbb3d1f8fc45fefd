import type { Accumulation } from '../../sums/accumulation.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { excessOf, type Leaf, plusFactors, powerFactors } from './leaf.ts';
import { type Adder, adderOf, leafOf, resultPrecision, startsWithNumber } from './traits.ts';

/**
 * Which child of an addition is the main one, and which one loses the most. `plus` says the same if the sum is to be
 * 2^s·(1 + 2^-R) for a result of R bits instead of 2^s, so that the final rounding loses half an ulp too.
 */
export interface NodePlan {
  readonly adder: Adder;
  readonly main: number;
  readonly other: number;
  readonly plus: PlusPlan | undefined;
  /** Whether an accumulator starts here with a number. */
  readonly starts: boolean;
}

/** `passes`: the main child itself is 2^s·(1 + 2^-R). Otherwise the other child adds 2^(s − R), exactly. */
export interface PlusPlan {
  readonly passes: boolean;
  readonly main: number;
  readonly other: number;
}

export interface TreePlan {
  /** By the list of children of an addition. */
  readonly nodes: ReadonlyMap<readonly SummationTree[], NodePlan>;
  /** Whether the root is wider than the result, so that one more rounding ends the sum. */
  readonly final: boolean;
  /**
   * E − 1: what the exact value exceeds the computed one by, relative to it, at most in this family of inputs. Directed
   * rounding and cut operands count with what they lose at most, which is approached, not reached.
   */
  readonly excess: number;
}

/** What is known of a subtree: its largest excess if it computes a power of two, and if it computes 1 + 2^-R of it. */
interface Known {
  readonly excess: number;
  readonly plus: number | undefined;
  /** Undefined for sums. */
  readonly leaf: Leaf | undefined;
}

/** Plans the recursion over the tree number: bottom-up, one step for each addition. */
export function planTree(accumulation: Accumulation): TreePlan {
  const { tree, nodes: formats } = accumulation;
  const nodes = new Map<readonly SummationTree[], NodePlan>();
  const precision = resultPrecision(accumulation);
  const leafAt = (term: number, first?: Adder): Known => {
    const leaf = leafOf(accumulation, term, first);
    const plus = plusFactors(leaf, precision, leaf.truncates);
    return { leaf, excess: excessOf(powerFactors(leaf)), plus: plus && excessOf(plus) };
  };
  let root: Adder | undefined;
  const total = foldTree<Known>(tree, leafAt, (children, subtrees) => {
    const adder = adderOf(formats[nodes.size]!, accumulation);
    const starts = startsWithNumber(accumulation, subtrees);
    // Of two, the first is added to that number on its own.
    const [head] = subtrees;
    const known =
      starts && subtrees.length === 2 && head?.kind === 'term'
        ? [leafAt(head.term, adder), ...children.slice(1)]
        : children;
    const power = bestPair(known, ({ excess }, other) => excess + gainOf(adder, other, known.length));
    const plus = bestPlus(known, adder, precision);
    nodes.set(subtrees, { adder, main: power.main, other: power.other, plus: plus?.plan, starts });
    root = adder;
    return { excess: power.value, plus: plus?.value, leaf: undefined };
  });
  if (root === undefined) return { nodes, final: false, excess: excessOf(powerFactors(loneLeaf(accumulation))) };
  const final = root.precision > precision;
  const excess = final ? (total.plus ?? total.excess + lossOf(root.truncates, precision)) : total.excess;
  return { nodes, final, excess };
}

/** A single term is rounded to the result, if not before. */
export function loneLeaf(accumulation: Accumulation): Leaf {
  const { truncates } = leafOf(accumulation, 0);
  return leafOf(accumulation, 0, { precision: resultPrecision(accumulation), truncates });
}

/** What rounding 1 + δ to p bits loses at most while it gives 1. */
const lossOf = (truncates: boolean, p: number): number => 2 ** ((truncates ? 1 : 0) - p);

/** What an addition of k operands loses at most besides its main one, relative to that. */
function gainOf(adder: Adder, other: Known, k: number): number {
  const { precision, via, truncates, guardBits } = adder;
  if (guardBits !== undefined) {
    const place = 2 ** (-23 - guardBits);
    const first = truncates || guardBits === 0 ? 2 ** -23 : 2 ** -24 + place;
    return first + (k - 2) * place;
  }
  return lossOf(truncates, precision) * (1 + (viaExcess(other, via, precision) ?? other.excess));
}

/** Two roundings lose 2^-p·(1 + 2^(p − via)): a tie of the first one. Known if the operand is an exact product. */
function viaExcess({ leaf }: Known, via: number | undefined, precision: number): number | undefined {
  if (leaf === undefined || via === undefined) return undefined;
  const factors = plusFactors(leaf, via - precision, false);
  return factors && excessOf(factors);
}

interface Pair {
  readonly main: number;
  readonly other: number;
  readonly value: number;
}

/** The pair of children with the largest value. */
function bestPair(known: readonly Known[], measure: (main: Known, other: Known) => number): Pair {
  const candidates = promising(known);
  let best: Pair = { main: 0, other: 1, value: Number.NEGATIVE_INFINITY };
  for (const main of candidates) {
    for (const other of candidates) {
      const value = measure(known[main]!, known[other]!);
      if (main !== other && value > best.value) best = { main, other, value };
    }
  }
  return best;
}

/** The two children with the largest excess, the two with the largest `plus`, and a product. */
function promising(known: readonly Known[]): readonly number[] {
  if (known.length === 2) return [0, 1];
  const best = (measure: (one: Known) => number | undefined, except?: number): number => {
    let [index, most] = [-1, Number.NEGATIVE_INFINITY];
    known.forEach((one, i) => {
      const value = measure(one) ?? Number.NEGATIVE_INFINITY;
      if (i !== except && value > most) [index, most] = [i, value];
    });
    return index;
  };
  const [first, plus] = [best(({ excess }) => excess), best((one) => one.plus)];
  const chosen = [first, best(({ excess }) => excess, first), plus, best((one) => one.plus, plus)];
  return [...new Set([...chosen, known.findIndex(({ leaf }) => leaf !== undefined)])].filter((index) => index >= 0);
}

function bestPlus(
  known: readonly Known[],
  adder: Adder,
  precision: number,
): { readonly plan: PlusPlan; readonly value: number } | undefined {
  // 1 + 2^-R must be even among the numbers of the addition.
  if (adder.guardBits !== undefined || adder.precision < precision + 2) return undefined;
  // A truncated product is 1 + 2^-23 − 2^-45. What is added to it must not reach the next number.
  const fits = ({ leaf }: Known): boolean => leaf === undefined || !adder.truncates || adder.precision >= 46;
  const passing = bestPair(known, (main, other) =>
    main.plus !== undefined && fits(main) ? main.plus + gainOf(adder, other, known.length) : Number.NEGATIVE_INFINITY,
  );
  const loss = lossOf(adder.truncates, precision);
  const adding = bestPair(known, (main, other) => main.excess + loss * (1 + other.excess));
  const passes = passing.value >= adding.value;
  const { main, other, value } = passes ? passing : adding;
  return { plan: { passes, main, other }, value };
}
