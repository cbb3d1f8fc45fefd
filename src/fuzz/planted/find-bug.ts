import { planTerms } from '../../conv/plan-terms.ts';
import type { CorpusEntry } from '../../corpus/entry.ts';
import { caseOfEntry } from '../../corpus/entry-case.ts';
import { runCampaign } from '../campaign.ts';
import { randomSource } from '../random-source.ts';
import type { PlantedBug } from './planted-bug.ts';
import { plantedClaims, plantedFamilies } from './planted-claims.ts';

/** How a bug was found. `cases`: drawn until then; `milliseconds`: shrinking included. */
export interface FoundBug {
  readonly bug: PlantedBug;
  readonly cases: number;
  readonly milliseconds: number;
  readonly entry?: CorpusEntry;
  /** Terms of the wrong output that are not zero, when shrunk. */
  readonly terms?: number;
  readonly onlyInBatch: boolean;
}

/** A campaign against one planted bug, until it is found and shrunk, or all cases are drawn. */
export async function findBug(bug: PlantedBug, seed: number, cases: number): Promise<FoundBug> {
  const stop = new AbortController();
  const start = performance.now();
  const result = await runCampaign({
    subjects: [bug.subject],
    claims: plantedClaims,
    source: randomSource(seed, { families: plantedFamilies }),
    cases,
    signal: stop.signal,
    onFinding: () => stop.abort(),
  });
  const milliseconds = performance.now() - start;
  const [finding] = result.findings;
  const common = { bug, cases: result.cases, milliseconds };
  if (finding === undefined) return { ...common, onlyInBatch: false };
  const { entry, onlyInBatch } = finding;
  return { ...common, entry, terms: nonZeroTerms(entry), onlyInBatch };
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
