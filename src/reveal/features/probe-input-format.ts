import { binary16, binary32, type Format } from '../../float/format.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { near } from './probe-conditions.ts';
import type { Leaves } from './probe-leaves.ts';
import { rest, type Scene, under, without } from './scene.ts';

/**
 * Whether inputs are narrowed, or products rounded to fewer bits than binary32, where no leaf keeps more than q < 24 bits; 1 or 2 calls.
 * - (1 + 2^-a)(1 − 2^-a) − 1 with a + 1 ≤ q < 2a ≤ 24: both factors have at most q bits, their product 2a, which binary32 holds. −2^-2a is
 *   left if the product is not rounded to fewer, so that it was the inputs that lost bits; 0 if it was rounded to q bits.
 * - 1 + 2^-q + 2^-23 (1 + 2^-q if q is 23) comes up to 1 + 2^-(q − 1) where inputs are rounded to nearest, and goes down to 1 where they
 *   are cut.
 */
export async function probeInputFormat(
  scene: Scene,
  { bits }: Leaves,
  taken: readonly boolean[],
): Promise<Pick<Accumulation, 'inputs' | 'productFormat'>> {
  const leaf = bits.findIndex((_, index) => !taken[index]);
  const q = Math.max(...bits);
  if (scene.conditions.smallInputs)
    return { inputs: { bits: 11, rounding: await inputRounding(scene, leaf, 11), range: 'binary16' } };
  if (q >= 24 || q < 3) return {};
  const a = Math.min(q - 1, 12);
  const [at, left, right] = under(scene, leaf, 0);
  const [answer] = await scene.questions.askEntries([
    [[at, left * (1 + 2 ** -a), right * (1 - 2 ** -a)], ...without(scene, leaf)],
  ]);
  if (2 * a > q && !near(rest(scene, leaf, answer!), -(2 ** (-2 * a))))
    return { productFormat: { ...formatWith(scene), precision: q } };
  return { inputs: { bits: q, rounding: await inputRounding(scene, leaf, q) } };
}

const formatWith = ({ conditions }: Scene): Format => (conditions.smallSums ? binary16 : binary32);

async function inputRounding(scene: Scene, leaf: number, bits: number): Promise<'nearest-even' | 'toward-zero'> {
  const above = 1 + 2 ** -bits + (bits < 23 ? 2 ** -23 : 0);
  const [answer] = await scene.questions.askEntries([[under(scene, leaf, 0, above), ...without(scene, leaf)]]);
  return near(rest(scene, leaf, answer!), 2 ** (1 - bits)) ? 'nearest-even' : 'toward-zero';
}
