import type { LeftOut } from '../../sums/accumulation.ts';
import { type Entry, type Oracle, vectorsOf } from '../oracle.ts';

/**
 * Which zeros leave a term out: the sum of ∞ · 0 and +0 is not NaN, on the first and the last leaf. NaN · 1 must be
 * NaN, or else NaN is lost somewhere. Costs 6 calls in one round.
 */
export async function probeLeftOut(oracle: Oracle): Promise<LeftOut | undefined> {
  const factors = [
    [Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, 0],
  ] as const;
  const list = factors.flatMap(([left, right]) =>
    [0, oracle.n - 1].map((leaf): readonly Entry[] => [[leaf, left, right]]),
  );
  const { lefts, rights } = vectorsOf(oracle.n, list);
  const answers = await oracle.ask(lefts, rights);
  const [plain, isLeft, isRight] = [0, 2, 4].map((at) => [answers[at]!, answers[at + 1]!]);
  const survives = (pair: readonly number[]): boolean => pair.every((answer) => !Number.isNaN(answer));
  if (!plain!.every(Number.isNaN)) return undefined;
  if (survives(isLeft!)) return survives(isRight!) ? 'either' : 'left';
  return survives(isRight!) ? 'right' : undefined;
}
