import { type Batch, batchOf, type Case, groupByShape, sliceBatch } from '../conv/batch.ts';
import { planTerms } from '../conv/terms.ts';
import { shrinkStages, valueStages } from '../inputs/shrink-case.ts';
import { shrinkWhile } from '../inputs/shrink-while.ts';
import { type Failure, findFailures, type Wanted } from './failure.ts';

export interface ShrinkLimits {
  /** Cases given to the engine. */
  readonly evaluations: number;
  readonly milliseconds: number;
  /** Ends shrinking early. */
  readonly signal?: AbortSignal;
}

/** The most products that one call computes while shrinking: enough to hide what a call costs, and no more memory than a batch of a campaign. */
const mostProducts = 2 ** 18;

/**
 * The smallest case of the same kind that shrinking finds: one that violates the claim as `failure` does, or, in the mode of records, one
 * that attains at least `wanted.least`. The engine itself is asked about every candidate, those of one shape in one call. What such a call
 * says of a case must be true of the case alone, or else all is done again one case a call. After the time is over, or a signal, nothing is
 * wanted any more, and the smallest so far stands. A bound that was revealed belongs to the shape, which is kept.
 */
export async function shrinkFailure(
  failure: Failure,
  limits: ShrinkLimits,
  wanted: Wanted = { mode: 'violation' },
): Promise<Failure> {
  const kept = { ...wanted, like: failure.kind };
  const together = await shrink(failure, limits, kept, mostProducts);
  const [alone] = await findFailures(failure.suspect, batchOf([together.input]), kept);
  return alone ?? (await shrink(failure, limits, kept, 0));
}

async function shrink(failure: Failure, limits: ShrinkLimits, wanted: Wanted, products: number): Promise<Failure> {
  const { evaluations, milliseconds, signal } = limits;
  const end = performance.now() + milliseconds;
  // Of the last portion in which anything was found: the smallest so far is among them.
  let failures = new Map<Case, Failure>();
  const stillWanted = async (candidates: readonly Case[]): Promise<readonly boolean[]> => {
    const shown = new Map<Case, Failure>();
    for (const { batch, places } of groupByShape(candidates)) {
      let from = 0;
      for (const part of parts(batch, products)) {
        if (signal?.aborted === true || performance.now() > end) break;
        const found = await findFailures(failure.suspect, part, wanted);
        for (const [index, one] of found.entries())
          if (one !== undefined) shown.set(candidates[places[from + index]!]!, one);
        from += part.count;
      }
    }
    if (shown.size > 0) failures = shown;
    return candidates.map((candidate) => shown.has(candidate));
  };
  const stages = failure.suspect.revealed === undefined ? shrinkStages : valueStages;
  const shrunk = await shrinkWhile(failure.input, stillWanted, evaluations, stages);
  return failures.get(shrunk.case) ?? failure;
}

/** The batch in parts of at most so many products, but of one case at least. */
function* parts(batch: Batch, products: number): Generator<Batch> {
  const { outputs, terms } = planTerms(batch.shape);
  const size = Math.max(1, Math.floor(products / (outputs * terms)));
  for (let from = 0; from < batch.count; from += size)
    yield sliceBatch(batch, from, Math.min(batch.count, from + size));
}
