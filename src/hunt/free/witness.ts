import { binary32, type Format } from '../../float/format.ts';
import { type Accumulation, isFused, roundingsOf } from '../../sums/accumulation.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { Candidate } from '../problem.ts';
import { formatsOf, leastFactorOf } from '../underflow.ts';
import { belowFactors, type Factors, plusFactors, powerFactors } from './leaf.ts';
import { loneLeaf, type NodePlan, planTree, type TreePlan } from './plan.ts';
import { type Adder, leafOf, resultPrecision, signOf } from './traits.ts';

/**
 * What a subtree is to compute, times 2^s.
 * - `power`: 1, of the largest exact value.
 * - `plus`: 1 + 2^-q or, if what follows truncates, nearly 1 + 2^(1 − q).
 * - `below`: just below 1, in at most `bits` bits.
 */
type Target =
  | { readonly kind: 'power' }
  | { readonly kind: 'plus'; readonly q: number; readonly truncates: boolean }
  | { readonly kind: 'below'; readonly bits: number };

interface Open {
  readonly tree: SummationTree;
  readonly target: Target;
  readonly s: number;
  /** The addition to a number that comes before anything else. */
  readonly first: Adder | undefined;
}

const power: Target = { kind: 'power' };

/**
 * The worst input known of a tree, for free factors: |computed − exact| ÷ P comes to 1 − 1/E of `planTree`, apart from
 * underflow. From the root down the main child computes what its addition computes, and the other child computes what
 * the addition loses: half an ulp, a tie that goes to the even main child, or nearly an ulp if it truncates. A fused
 * adder cuts off nearly a place of every other operand. Each level costs the precision of its addition. What would
 * leave the range of a format is 0, so nothing relies on underflow. The witness computes 2^scale, or −2^scale if the
 * rounding is upward. One step for each node.
 *
 * A constant that is added and is not 0 is not counted: it is lost beside a large enough result.
 */
export function freeWitness(accumulation: Accumulation, scale: number = usualScale(accumulation)): Candidate {
  const plan = planTree(accumulation);
  const n = accumulation.products.length;
  const left = new Float32Array(n);
  const right = new Float32Array(n);
  const lowest = lowestScale(accumulation);
  const leastFactor = Math.log2(leastFactorOf(accumulation));
  const sign = signOf(accumulation);
  const open: Open[] = [rootOf(accumulation, plan, scale)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { tree, target, s, first } = next;
    if (s < lowest) continue;
    if (tree.kind === 'add') {
      open.push(...childrenOf(tree.children, target, s, plan.nodes.get(tree.children)!, resultPrecision(accumulation)));
      continue;
    }
    const { term } = tree;
    const leaf = accumulation.tree.kind === 'term' ? loneLeaf(accumulation) : leafOf(accumulation, term, first);
    const [x, y] = factorsOf(leaf, target);
    const half = Math.floor(s / 2);
    if (half - 1 < leastFactor) continue;
    left[term] = sign * x * 2 ** half;
    right[term] = y * 2 ** (s - half);
  }
  return { left, right };
}

function rootOf(accumulation: Accumulation, { nodes, final }: TreePlan, s: number): Open {
  const { tree } = accumulation;
  const plan = tree.kind === 'add' ? nodes.get(tree.children) : undefined;
  const q = resultPrecision(accumulation);
  const target: Target =
    final && plan?.plus !== undefined ? { kind: 'plus', q, truncates: plan.adder.truncates } : power;
  return { tree, target, s, first: undefined };
}

function factorsOf(leaf: Parameters<typeof powerFactors>[0], target: Target): Factors {
  if (target.kind === 'below') return belowFactors(leaf, target.bits);
  const plus = target.kind === 'plus' ? plusFactors(leaf, target.q, target.truncates) : undefined;
  return plus ?? powerFactors(leaf);
}

/** What the children compute, so that the addition computes the target. Children that are left out are 0. */
function childrenOf(
  children: readonly SummationTree[],
  target: Target,
  s: number,
  { adder, main, other, plus, starts }: NodePlan,
  resultBits: number,
): readonly Open[] {
  const child = (index: number, target: Target, s: number): Open => ({
    tree: children[index]!,
    target,
    s,
    first: starts && children.length === 2 && index === 0 ? adder : undefined,
  });
  const { precision, truncates, guardBits } = adder;
  if (target.kind === 'below') return [child(main, { kind: 'below', bits: Math.min(target.bits, precision) }, s)];
  if (target.kind === 'plus' && plus !== undefined && target.q === resultBits) {
    if (plus.passes) return [child(plus.main, target, s), child(plus.other, ...lost(adder, s))];
    const added: [Target, number] = truncates ? [all, s - resultBits + 1] : [power, s - resultBits];
    return [child(plus.main, power, s), child(plus.other, ...added)];
  }
  if (guardBits === undefined) return [child(main, power, s), child(other, ...lost(adder, s))];
  return children.map((_, index) => {
    if (index === main) return child(index, power, s);
    return index === other ? child(index, ...lost(adder, s)) : child(index, all, s - 23 - guardBits);
  });
}

const all: Target = { kind: 'below', bits: 64 };

/** What an addition loses beside a main operand of 2^s. */
function lost({ precision, via, truncates, guardBits }: Adder, s: number): [Target, number] {
  if (guardBits !== undefined) {
    // With one guard bit the rest that is kept is a tie. With more, a tie and what is cut off below its last place.
    if (truncates || guardBits <= 1) return [all, s - 23];
    return [{ kind: 'plus', q: guardBits, truncates: true }, s - 24];
  }
  if (truncates) return [all, s - precision + 1];
  return [via === undefined ? power : { kind: 'plus', q: via - precision, truncates: false }, s - precision];
}

/** The exponent of the result: 0, or in the middle of a shorter range. */
function usualScale(accumulation: Accumulation): number {
  const most = Math.min(...formatsOf(accumulation).map(({ maxExponent }) => maxExponent));
  if (most < binary32.maxExponent) return most - 2;
  return accumulation.inputs?.range === 'binary16' ? 24 : 0;
}

/** The exponent of the largest power of two that every format of the accumulation holds. */
export function largestScale(accumulation: Accumulation): number {
  const { inputs, result } = accumulation;
  const most = (formats: readonly Format[]): number => Math.min(...formats.map(({ maxExponent }) => maxExponent));
  const factors = inputs?.range === 'binary16' ? 30 : 2 * binary32.maxExponent;
  return Math.min(
    factors,
    result === 'binary32' ? binary32.maxExponent : 2 * binary32.maxExponent,
    most(formatsOf(accumulation)),
  );
}

/** No product or sum is below this power of two. */
function lowestScale({ nodes, productFormat = binary32 }: Accumulation): number {
  const lowest = nodes.map((node) => (isFused(node) ? binary32 : roundingsOf(node).to).minExponent);
  return Math.max(binary32.minExponent, productFormat.minExponent, ...new Set(lowest));
}
