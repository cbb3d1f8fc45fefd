import { neighbouringBinades } from '../../inputs/distributions/binades.ts';
import { randomOf } from '../../inputs/random.ts';
import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { vectorsFrom } from '../replay-vectors.ts';

const trials = 32;

/**
 * What every sum does whose roundings are to nearest, exact and compensated ones too: plain numbers give a number; the negatives of all
 * products give the negative sum, else the order depends on the signs; 2^20 times all products gives 2^20 times the sum, else on
 * the sizes. On 32 vectors of numbers in neighbouring binades, far from overflow and underflow.
 */
export async function followsItsTerms(questions: Questions): Promise<Reason | undefined> {
  const { n } = questions;
  const { lefts, rights } = vectorsFrom(neighbouringBinades, randomOf(4, 'follows its terms'), n, trials);
  const sums = await questions.check(lefts, rights);
  const odd = sums.find((sum) => !Number.isFinite(sum));
  if (odd !== undefined) return { obstacle: 'garbage', because: `${odd} was given for small finite inputs` };
  const follows = async (factor: number): Promise<boolean> => {
    const scaled = await questions.check(
      lefts.map((value) => value * factor),
      rights,
    );
    return scaled.every((value, trial) => value === factor * sums[trial]!);
  };
  const dependent = (because: string): Reason => ({ obstacle: 'value-dependent', because });
  if (!(await follows(-1)))
    return dependent('the negatives of all products do not give the negative sum: the order depends on the signs');
  if (!(await follows(2 ** 20)))
    return dependent('2^20 times all products does not give 2^20 times the sum: the order depends on the sizes');
  return undefined;
}
