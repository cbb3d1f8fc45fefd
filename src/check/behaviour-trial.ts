import type { BehaviourClaim, Draw, Variation } from '../claims/behaviour-claim.ts';
import type { Batch } from '../conv/case.ts';
import type { Operation } from '../conv/operation.ts';
import type { Outcome } from '../engines/engine.ts';
import { type BehaviourVerdicts, judgeBehaviour } from '../judge/judge-behaviour.ts';
import { evaluateBatch } from './evaluate-batch.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** A variation and the numbers that it was drawn with, so that it can be made again. */
export interface DrawnVariation {
  readonly variation: Variation;
  readonly draws: readonly number[];
}

export function drawVariation(
  claim: BehaviourClaim,
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
export interface BehaviourTrial extends DrawnVariation {
  readonly first: Float32Array | Float64Array;
  readonly second: Float32Array | Float64Array;
  readonly verdicts: BehaviourVerdicts;
}

export function judgeTrial(drawn: DrawnVariation, first: Outcome, second: Outcome): BehaviourTrial | undefined {
  if (first.kind !== 'value' || second.kind !== 'value') return undefined;
  const verdicts = judgeBehaviour(drawn.variation, first.outputs, second.outputs);
  return { ...drawn, first: first.outputs, second: second.outputs, verdicts };
}

export async function askOne(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
  const [answer] = await evaluateBatch([subject], batch);
  return answer!.outcome;
}
