import type { Scene } from './scene.ts';

/**
 * Which additions have the range of binary16, where some sum has: 2^15 under two children and −2^15 under the sibling. 2^16 is
 * infinite in binary16, or the largest number where that is not rounded to; any other format gives 2^15 in the end. One round, a call each.
 */
export async function probeRanges({ tree, at, questions, conditions, numbers }: Scene): Promise<readonly boolean[]> {
  if (!conditions.smallSums) return tree.children.map(() => false);
  const top = 15 - numbers.one;
  const answers = await questions.askEntries(
    tree.children.map(([first, second], k) => {
      const sibling = at.sibling(tree.n + k);
      const less = sibling === undefined ? [] : [numbers.put(at.rep[sibling]!, top, -1)];
      return [numbers.put(at.rep[first!]!, top), numbers.put(at.rep[second!]!, top), ...less];
    }),
  );
  return tree.children.map((_, k) => answers[k] !== (at.sibling(tree.n + k) === undefined ? 2 ** 16 : 2 ** 15));
}
