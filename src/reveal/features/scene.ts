import { type FlatTree, parentsOf } from '../flat-tree.ts';
import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';
import { type Numbers, numbersFor } from './numbers-for.ts';
import { type Places, placesOf } from './places.ts';
import type { Conditions } from './probe-conditions.ts';

/** A known tree, and what is needed to put numbers on it. */
export interface Scene {
  readonly tree: FlatTree;
  readonly at: Places;
  readonly parents: Int32Array;
  readonly questions: Questions;
  readonly conditions: Conditions;
  readonly numbers: Numbers;
}

export function sceneOf(tree: FlatTree, questions: Questions, conditions: Conditions): Scene {
  const numbers = numbersFor(conditions);
  return { tree, at: placesOf(tree), parents: parentsOf(tree), questions, conditions, numbers };
}

/** What stands for 1. */
export const oneOf = ({ numbers }: Scene): number => 2 ** numbers.one;

/** A number under a node or leaf, significand · 2^exponent. */
export function under({ at, numbers }: Scene, id: number, exponent: number, significand = 1): Entry {
  return numbers.put(at.rep[id]!, exponent, significand);
}

/** −significand under the sibling of a node; nothing at the root, which has none: there the answer has it still. */
export function without(scene: Scene, id: number, significand = 1, exponent = 0): readonly Entry[] {
  const sibling = scene.at.sibling(id);
  return sibling === undefined ? [] : [under(scene, sibling, exponent, -significand)];
}

/** An answer in units of what stands for 1, less what `without` could not take away. */
export function rest(scene: Scene, id: number, answer: number, significand = 1): number {
  return answer / oneOf(scene) - (scene.at.sibling(id) === undefined ? significand : 0);
}

/** Whether an addition is of terms alone. */
export function begins({ tree }: Pick<Scene, 'tree'>, k: number): boolean {
  return tree.children[k]!.every((child) => child < tree.n);
}
