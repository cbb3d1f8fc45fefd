import { mutantClaims } from '../../bench/mutants/find-mutants.ts';
import { Answers } from '../../check/answers.ts';
import { checkOutputs, isVerdicts } from '../../check/check-outputs.ts';
import { prepareSubjects } from '../../check/prepared-subject.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { type ConvShape, imageSize } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import { randomOf } from '../../inputs/random.ts';
import { originOf, randomSource } from '../case-source.ts';
import { Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { findFaults } from './find-faults.ts';

/** Sizes at and beside those of vectors, unrolled loops and blocks. */
const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33] as const;
const channels = [1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17] as const;
const mostProducts = 2 ** 11;

/** Random shapes of at most 2^11 products, the same for a seed and a number. */
export function aimedShape(seed: number, number: number): ConvShape {
  const random = randomOf(seed, `aimed ${number}`);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random.unit() * list.length)]!;
  for (;;) {
    const [kernelHeight, kernelWidth] = [one([1, 2, 3, 3]), one([1, 2, 3, 3, 5])];
    const dilation = [one([1, 1, 2]), one([1, 1, 2, 3])] as const;
    const [height, width] = [one(sizes), one(sizes)];
    const shape: ConvShape = {
      ...{ batch: one([1, 1, 2, 3]), height, width, channelsIn: one(channels), channelsOut: one(channels) },
      ...{ kernelHeight, kernelWidth, stride: [one([1, 1, 2, 3]), one([1, 1, 2, 3])], dilation },
      padding: one(['valid', 'same', [1, 0, 0, 1]] as const),
    };
    const fits = height >= (kernelHeight - 1) * dilation[0] + 1 && width >= (kernelWidth - 1) * dilation[1] + 1;
    const products = fits ? outputSize(shape) * kernelHeight * kernelWidth * shape.channelsIn : mostProducts + 1;
    if (products <= mostProducts && imageSize(shape) <= mostProducts) return shape;
  }
}

/** Claims that each show something of their own. */
const claims = mutantClaims.filter(({ id }) =>
  ['dot-any-order', 'dot-gradual-underflow', 'dot-zero-sign', 'dot-overflow', 'dot-non-finite', 'dot-wide'].includes(
    id,
  ),
);

/** The faults that a campaign of so many batches would tell of a subject, without minimising anything. */
export async function faultsOf(subject: Subject, seed: number, batches: number): Promise<readonly Fault[]> {
  const { ready } = await prepareSubjects([subject]);
  const [prepared] = ready;
  const evidence = new Evidence();
  for (let number = 0; number < batches; number++) {
    const batch = randomSource(seed, { shape: aimedShape(seed, number), outputs: 16, cases: 2, singles: 2 }).batch(
      number,
    );
    const answers = new Answers();
    const asked = { origin: originOf(seed, number, batch), batch, asked: ready, answers };
    for (const claim of claims) {
      if (claim.inapplicableTo(prepared!) !== undefined) continue;
      const verdicts = await checkOutputs(claim, prepared!, batch, answers);
      if (isVerdicts(verdicts)) await evidence.add(claim.id, prepared!, verdicts, verdicts.violations, asked);
    }
  }
  return findFaults(evidence, []);
}
