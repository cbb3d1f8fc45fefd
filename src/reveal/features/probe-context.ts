import { type FlatTree, parentsOf } from '../flat-tree.ts';
import { type Entry, type Oracle, type TreeIndex, treeIndexOf } from '../oracle.ts';
import { type Conditions, numbersFor, type ProbeNumbers } from './conditions.ts';

/** A known tree, and what is needed to put numbers on it. */
export interface ProbeContext {
  readonly tree: FlatTree;
  readonly at: TreeIndex;
  readonly parents: Int32Array;
  readonly oracle: Oracle;
  readonly conditions: Conditions;
  readonly numbers: ProbeNumbers;
}

export function probeContextOf(tree: FlatTree, oracle: Oracle, conditions: Conditions): ProbeContext {
  const numbers = numbersFor(conditions);
  return { tree, at: treeIndexOf(tree), parents: parentsOf(tree), oracle, conditions, numbers };
}

/** The number that stands for 1. */
const oneOf = ({ numbers }: ProbeContext): number => 2 ** numbers.one;

/** significand · 2^exponent under a node or leaf. */
export function under({ at, numbers }: ProbeContext, id: number, exponent: number, significand = 1): Entry {
  return numbers.put(at.rep[id]!, exponent, significand);
}

/**
 * −significand under the sibling of a node. The root has no sibling; there, `remainder` subtracts it from the answer.
 */
export function minusOnSibling(context: ProbeContext, id: number, significand = 1, exponent = 0): readonly Entry[] {
  const sibling = context.at.sibling(id);
  return sibling === undefined ? [] : [under(context, sibling, exponent, -significand)];
}

/** An answer in units of the number that stands for 1, after what `minusOnSibling` could not subtract. */
export function remainder(context: ProbeContext, id: number, answer: number, significand = 1): number {
  return answer / oneOf(context) - (context.at.sibling(id) === undefined ? significand : 0);
}

/** Whether an addition has only terms as children. */
export function addsTermsOnly({ tree }: Pick<ProbeContext, 'tree'>, k: number): boolean {
  return tree.children[k]!.every((child) => child < tree.n);
}
