import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { vectorsOf } from '../vectors.ts';

/**
 * Whether additions are not rounded to nearest. With u = 2^-24, 1 + u (1 + 2^-23) is nearest to 1 + 2u and 1 + 2^-40 to 1, or to
 * themselves in a wider format; likewise with minus signs.
 */
export async function roundsOtherwise(questions: Questions): Promise<Reason | undefined> {
  if (questions.n < 2) return undefined;
  const pairs = [1, -1].flatMap((sign) => [
    [sign, sign * 2 ** -24 * (1 + 2 ** -23)] as const,
    [sign, sign * 2 ** -40] as const,
  ]);
  const vectors = vectorsOf(
    questions.n,
    pairs.map(([one, other]) => [
      [0, one, 1],
      [1, other, 1],
    ]),
  );
  const sums = await questions.ask(vectors.lefts);
  const text = ['1 + 2^-24 (1 + 2^-23)', '1 + 2^-40', '−1 − 2^-24 (1 + 2^-23)', '−1 − 2^-40'];
  const cut = [0, 2].find((index) => Math.abs(sums[index]!) === 1);
  const away = [1, 3].find((index) => Math.abs(sums[index]!) === 1 + 2 ** -23);
  const wrong = cut ?? away;
  if (wrong === undefined) return undefined;
  const because = `additions are not rounded to nearest: ${text[wrong]} gives ${sums[wrong]}`;
  return { obstacle: 'arithmetic', because };
}
