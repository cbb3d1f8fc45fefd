import type { Draw, MetamorphicClaim, Variation } from '../claims/metamorphic-claim.ts';
import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { judgeMetamorphic, type MetamorphicVerdicts } from '../judge/judge-metamorphic.ts';
import { evaluateBatch } from './evaluate-batch.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** A variation and the numbers that it was drawn with, so that it can be made again. */
export interface DrawnVariation {
  readonly variation: Variation;
  readonly draws: readonly number[];
}

export function drawVariation(
  claim: MetamorphicClaim,
  batch: Batch,
  operation: Operation,
  draw: Draw,
): DrawnVariation | undefined {
  const draws: number[] = [];
  const variation = claim.vary(batch, operation, (n) => {
    const drawn = draw(n);
    draws.push(drawn);
    return drawn;
  });
  return variation === undefined || variation.pairs.length === 0 ? undefined : { variation, draws };
}

/** Draws these numbers again, each as far as there are so many to choose from; after the last one 0. */
export function drawAgain(draws: readonly number[]): Draw {
  let next = 0;
  return (n) => (draws[next++] ?? 0) % n;
}

/** One subject's answers to a batch and to its variation, judged. */
export interface MetamorphicTrial extends DrawnVariation {
  readonly first: Float32Array | Float64Array;
  readonly second: Float32Array | Float64Array;
  readonly verdicts: MetamorphicVerdicts;
}

export function judgeTrial(drawn: DrawnVariation, first: Outcome, second: Outcome): MetamorphicTrial | undefined {
  if (first.kind !== 'value' || second.kind !== 'value') return undefined;
  const verdicts = judgeMetamorphic(drawn.variation, first.outputs, second.outputs);
  return { ...drawn, first: first.outputs, second: second.outputs, verdicts };
}

export async function askOne(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
  const [answer] = await evaluateBatch([subject], batch);
  return answer!.outcome;
}
