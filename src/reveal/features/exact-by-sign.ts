import type { Entry } from '../vectors.ts';
import { begins, type Scene } from './scene.ts';

/**
 * Which first terms of accumulators that begin with +0 are exact products, where no bits tell: −2^-160 on the term, and −2^-160 on all
 * others whose sum is rounded to at most 24 bits before it is added to the sum of this one on the way up, −0 = −1 · 0 on the rest. An exact
 * first term makes a number below zero, which is rounded to −0; one rounded on its own is −0, and comes to +0. What is added on the way is
 * −0 as well if some exact product made it a number below zero; where it is not, it comes to +0, and the difference shows nowhere. Not
 * asked where a rounding is downward, where such a number is not rounded to zero. One round.
 */
export async function exactBySign(scene: Scene, precisions: readonly number[]): Promise<ReadonlySet<number>> {
  const { tree, questions, conditions, parents } = scene;
  const { n, children } = tree;
  if (conditions.bias !== 0 || conditions.smallInputs || conditions.rounding === 'down') return new Set();
  const isNarrow = (id: number): boolean => precisions[id - n]! <= 24;
  const pathFrom = (id: number): readonly number[] => {
    const path: number[] = [];
    for (let at = id; at >= 0; at = parents[at]!) path.push(at);
    return path;
  };
  const asked = children.flatMap((list, k) => {
    if (list.length !== 2 || !begins(scene, k) || !isNarrow(n + k)) return [];
    const path = new Set(pathFrom(n + k));
    return list.map((leaf) => ({ leaf, path }));
  });
  const answers = await questions.askEntries(
    asked.map(({ leaf, path }) =>
      Array.from({ length: n }, (_, other): Entry => {
        const way = pathFrom(parents[other]!);
        const before = way.slice(
          0,
          way.findIndex((step) => path.has(step)),
        );
        return other === leaf || before.some(isNarrow) ? [other, -(2 ** -80), 2 ** -80] : [other, -1, 0];
      }),
    ),
  );
  return new Set(asked.filter((_, index) => Object.is(answers[index], -0)).map(({ leaf }) => leaf));
}
