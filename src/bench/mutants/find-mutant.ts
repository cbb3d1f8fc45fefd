import { planTerms } from '../../conv/terms.ts';
import { type CorpusEntry, caseOfEntry, isOnlyInBatch } from '../../corpus/entry.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import { distributions } from '../../inputs/distributions.ts';
import type { Mutant } from './mutant.ts';
import { distributionsWithSpecials, mutantClaims } from './mutant-claims.ts';

/** How a bug was found. `cases`: drawn until then; `milliseconds`: shrinking included. */
export interface FoundMutant {
  readonly bug: Mutant;
  readonly cases: number;
  readonly milliseconds: number;
  readonly entry?: CorpusEntry;
  /** Terms of the wrong output that are not zero, when shrunk. */
  readonly terms?: number;
  readonly onlyInBatch: boolean;
}

/**
 * A campaign against one planted bug until it is found and shrunk. Half of the cases are drawn from the default mix; only then NaN and infinities
 * are tried too, because what they show is harder to read.
 */
export async function findMutant(bug: Mutant, seed: number, cases: number): Promise<FoundMutant> {
  const start = performance.now();
  let drawn = 0;
  for (const among of [distributions, distributionsWithSpecials]) {
    const stop = new AbortController();
    const result = await runCampaign({
      subjects: [bug.subject],
      claims: mutantClaims,
      source: randomSource(seed, { distributions: among }),
      cases: cases / 2,
      signal: stop.signal,
      onFinding: () => stop.abort(),
    });
    drawn += result.cases;
    const [finding] = result.findings;
    if (finding === undefined) continue;
    // All claims here are about outputs.
    const entry = finding.entry as CorpusEntry;
    const milliseconds = performance.now() - start;
    return { bug, cases: drawn, milliseconds, entry, terms: nonZeroTerms(entry), onlyInBatch: isOnlyInBatch(entry) };
  }
  return { bug, cases: drawn, milliseconds: performance.now() - start, onlyInBatch: false };
}

function nonZeroTerms(entry: CorpusEntry): number {
  const { shape, image, kernel } = caseOfEntry(entry);
  const plan = planTerms(shape);
  let count = 0;
  for (let i = entry.output * plan.terms; i < (entry.output + 1) * plan.terms; i++) {
    const pixel = plan.image[i]!;
    if (pixel >= 0 && image[pixel]! * kernel[plan.kernel[i]!]! !== 0) count++;
  }
  return count;
}
