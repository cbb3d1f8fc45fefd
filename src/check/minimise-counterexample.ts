import { type Batch, caseAt, groupByShape, sliceBatch } from '../conv/batch.ts';
import { planTerms } from '../conv/terms.ts';
import { batches } from '../inputs/batches.ts';
import { type MinimiseOptions, minimise } from '../inputs/minimise.ts';
import { type Counterexample, findInBatch, findInCases, kindOf, type Wanted } from './counterexample.ts';

/**
 * The most products that one call computes: enough to hide what a call costs, and no more memory than a batch of a
 * campaign.
 */
const mostProducts = 2 ** 18;

/** How much may be spent on one counterexample: evaluations by the subject, and time in ms. */
export interface MinimiseLimits {
  readonly evaluations: number;
  readonly milliseconds: number;
  /** Ends the search early. */
  readonly signal?: AbortSignal | undefined;
}

/** The limits as from now on. */
export function searchOf({ evaluations, milliseconds, signal }: MinimiseLimits): MinimiseOptions {
  const end = performance.now() + milliseconds;
  return {
    evaluations,
    signal: {
      get aborted() {
        return signal?.aborted === true || performance.now() > end;
      },
    },
  };
}

/**
 * The simplest input of the same kind to be found: one that violates the claim as the counterexample does, or keeps it
 * with at least `wanted.ratio`. The subject itself is asked about every candidate, single cases of one shape in one
 * call. What such a call says of a case must be true of the case alone, or else all is done again with one case a call.
 * A bound that was revealed belongs to its shape, which is kept.
 */
export async function minimiseCounterexample(
  start: Counterexample,
  limits: MinimiseLimits,
  wanted: Wanted = {},
): Promise<Counterexample> {
  const kept = { ...wanted, like: kindOf(start.output) };
  const together = await search(start, limits, kept, mostProducts);
  if (together.batch.count > 1) return together;
  const [alone] = await findInCases(together, together.batch, kept);
  return alone ?? (await search(start, limits, kept, 0));
}

async function search(
  start: Counterexample,
  limits: MinimiseLimits,
  wanted: Wanted,
  products: number,
): Promise<Counterexample> {
  const arbitrary = batches(start.revealed === undefined ? {} : { shape: start.batch.shape });
  const stillFails = (candidates: readonly Batch[]) => findInEach(start, candidates, wanted, products);
  const { verdict } = await minimise(arbitrary, start.batch, stillFails, searchOf(limits));
  return verdict ?? start;
}

/** What each of some batches shows. Those of one case are put together by shape, up to so many products in a call. */
async function findInEach(
  start: Counterexample,
  candidates: readonly Batch[],
  wanted: Wanted,
  products: number,
): Promise<readonly (Counterexample | undefined)[]> {
  const found = new Array<Counterexample | undefined>(candidates.length).fill(undefined);
  const singles: number[] = [];
  for (const [place, batch] of candidates.entries()) {
    if (batch.count === 1) singles.push(place);
    else found[place] = await findInBatch(start, batch, wanted);
  }
  for (const { batch, places } of groupByShape(singles.map((place) => caseAt(candidates[place]!, 0)))) {
    const { outputs, terms } = planTerms(batch.shape);
    const size = Math.max(1, Math.floor(products / (outputs * terms)));
    for (let from = 0; from < batch.count; from += size) {
      const part = sliceBatch(batch, from, Math.min(batch.count, from + size));
      for (const [index, one] of (await findInCases(start, part, wanted)).entries())
        found[singles[places[from + index]!]!] = one;
    }
  }
  return found;
}
