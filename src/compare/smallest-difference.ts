import { type Batch, type Case, groupByShape } from '../conv/batch.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { outputFacts } from '../explain/output-facts.ts';
import { cases } from '../inputs/cases.ts';
import { type Minimised, minimise } from '../inputs/minimise.ts';
import type { RangeClass } from '../inputs/range-class.ts';
import { compareSimplicity } from '../inputs/simplicity.ts';
import { differencesOf, NoValues, type SmallestDifference, valuesOf } from './difference.ts';
import { rangeOfCases } from './range-of-cases.ts';

export interface ShrinkingLimits {
  /** Cases put to both, for all starts together. Time does not count, so that a slow engine gives the same case. */
  readonly evaluations: number;
}

/**
 * Each start shrunk as far as it goes, the simplest. Both subjects are asked about every candidate. A candidate that
 * leaves the range class is not wanted, nor one that a subject does not compute: a difference in rounding does not
 * become one in underflow.
 */
export async function smallestDifference(
  pair: readonly [Subject, Subject],
  starts: readonly Case[],
  range: RangeClass,
  { evaluations }: ShrinkingLimits,
): Promise<SmallestDifference> {
  const { operation } = pair[0];
  const stillDiffer = async (candidates: readonly Case[]): Promise<(true | undefined)[]> => {
    const answers: (true | undefined)[] = Array(candidates.length).fill(undefined);
    for (const { batch, places } of groupByShape(candidates)) {
      const outputs = await differencesIfAny(pair, batch);
      const ranges = rangeOfCases(batch, operation);
      for (const [index, place] of places.entries())
        if (outputs[index]! >= 0 && ranges[index] === range) answers[place] = true;
    }
    return answers;
  };
  const smallest: Minimised<Case, true>[] = [];
  let left = evaluations;
  for (const [index, start] of starts.entries()) {
    // What one start leaves over serves the starts after it.
    const share = Math.ceil(left / (starts.length - index));
    const found = await minimise(cases(), start, stillDiffer, { evaluations: share });
    smallest.push(found);
    left -= found.tried;
  }
  const { value: input } = smallest.reduce((best, one) => (compareSimplicity(one.value, best.value) < 0 ? one : best));
  const minimal = smallest.every((one) => one.minimal);
  return { input, ...(await resultsOn(pair, input)), tried: evaluations - left, minimal };
}

async function resultsOn(
  pair: readonly [Subject, Subject],
  input: Case,
): Promise<Pick<SmallestDifference, 'output' | 'results' | 'exact'>> {
  const batch: Batch = { shape: input.shape, count: 1, images: input.image, kernels: input.kernel };
  const output = (await differencesOf(pair, batch))[0]!;
  const [first, second] = [await valuesOf(pair[0], batch), await valuesOf(pair[1], batch)];
  const plan = planTerms(input.shape, pair[0].operation);
  const { left, right } = gatherTerms(plan, batch);
  const window = [output * plan.terms, (output + 1) * plan.terms] as const;
  const { exact } = outputFacts({ left: left.slice(...window), right: right.slice(...window) });
  return { output, results: [first[output]!, second[output]!], exact: exact.decimal };
}

async function differencesIfAny(pair: readonly [Subject, Subject], batch: Batch): Promise<readonly number[]> {
  try {
    return await differencesOf(pair, batch);
  } catch (error) {
    if (!(error instanceof NoValues)) throw error;
    return Array(batch.count).fill(-1);
  }
}
