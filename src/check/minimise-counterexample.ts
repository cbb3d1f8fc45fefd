import { type Batch, caseAt, groupByShape, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { productCount } from '../conv/terms.ts';
import { firstOutside, isNarrow } from '../float/narrow-numbers.ts';
import { batches } from '../inputs/batches.ts';
import { type MinimiseOptions, minimise } from '../inputs/minimise.ts';
import { isLarge } from '../inputs/output-sample.ts';
import { type Counterexample, findInBatch, findInCases, kindOf, type Wanted } from './counterexample.ts';
import { reduceLarge } from './reduce-large.ts';

/**
 * The most products per call: enough to make the cost of a call negligible, and no more memory than a batch of a
 * campaign.
 */
const mostProducts = 2 ** 18;

/** Of a case that was a large layer, this many numbers are tried in all, but at least so many cases. */
const mostNumbers = 2 ** 25;
const fewestTries = 200;

/**
 * How much may be spent on one counterexample: evaluations by the subject. Time does not count, so that a slow engine
 * or machine gives the same result. The signal ends the search early.
 */
export type MinimiseLimits = MinimiseOptions & { readonly evaluations: number };

/** A counterexample, and whether no simpler one is left: false if the evaluations or the signal cut the search. */
export interface MinimisedCounterexample extends Counterexample {
  readonly minimal: boolean;
}

/**
 * The simplest input found with a failure of the same kind: a violation, or with `wanted.leastRatio` a case that
 * satisfies the claim with at least this error ÷ bound. The subject itself evaluates every candidate; single cases of
 * one shape share a call. If the result does not hold for the case alone, the search is repeated with one case per
 * call. A revealed bound belongs to its shape, so the shape is kept. A large layer is first reduced by big steps; if it
 * stays large, it is the result.
 */
export async function minimiseCounterexample(
  start: Counterexample,
  limits: MinimiseLimits,
  wanted: Wanted = {},
): Promise<MinimisedCounterexample> {
  const kept = { ...wanted, kind: kindOf(start.output) };
  const { batch, subject, revealed } = start;
  if (batch.count === 1 && revealed === undefined && isLarge(batch.shape, subject.operation)) {
    const { reduced, tried } = await reduceLarge(start, kept, limits);
    // Thousands of further layers of this size would take hours.
    if (isLarge(reduced.batch.shape, subject.operation)) return { ...reduced, minimal: false };
    const { images, kernels } = reduced.batch;
    const numbers = images.length + kernels.length + outputSize(reduced.batch.shape, subject.operation);
    const affordable = Math.max(fewestTries, Math.floor(mostNumbers / numbers));
    return minimiseCounterexample(
      reduced,
      { ...limits, evaluations: Math.min(limits.evaluations - tried, affordable) },
      wanted,
    );
  }
  const together = await search(start, limits, kept, mostProducts);
  if (together.batch.count > 1) return together;
  const [alone] = await findInCases(together, together.batch, kept);
  return alone === undefined ? search(start, limits, kept, 0) : { ...alone, minimal: together.minimal };
}

async function search(
  start: Counterexample,
  limits: MinimiseLimits,
  wanted: Wanted,
  products: number,
): Promise<MinimisedCounterexample> {
  const arbitrary = batches(start.revealed === undefined ? {} : { shape: start.batch.shape });
  const stillFails = (candidates: readonly Batch[]) => findInEach(start, candidates, wanted, products);
  const { verdict, minimal } = await minimise(arbitrary, start.batch, stillFails, limits);
  return { ...(verdict ?? start), minimal };
}

/** What each candidate shows. Candidates of one case are joined by shape, up to `products` products in a call. */
async function findInEach(
  start: Counterexample,
  candidates: readonly Batch[],
  wanted: Wanted,
  products: number,
): Promise<readonly (Counterexample | undefined)[]> {
  const found = new Array<Counterexample | undefined>(candidates.length).fill(undefined);
  const singles: number[] = [];
  const { format } = start.subject;
  for (const [place, batch] of candidates.entries()) {
    // A candidate that the format does not hold would keep others from being asked.
    if (isNarrow(format) && [batch.images, batch.kernels].some((all) => firstOutside(all, format) >= 0)) continue;
    if (batch.count === 1) singles.push(place);
    else found[place] = await findInBatch(start, batch, wanted);
  }
  for (const { batch, places } of groupByShape(singles.map((place) => caseAt(candidates[place]!, 0)))) {
    const size = Math.max(1, Math.floor(products / productCount(batch.shape, 'conv2d')));
    for (let from = 0; from < batch.count; from += size) {
      const part = sliceBatch(batch, from, Math.min(batch.count, from + size));
      for (const [index, one] of (await findInCases(start, part, wanted)).entries())
        found[singles[places[from + index]!]!] = one;
    }
  }
  return found;
}
