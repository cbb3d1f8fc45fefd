import { errorClaims } from '../../claims/all-claims.ts';
import type { OutputClaim } from '../../claims/claim.ts';
import { planTerms } from '../../conv/terms.ts';
import { type CorpusEntry, caseOfEntry, isOnlyInBatch } from '../../corpus/entry.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { batchSizes, randomSource } from '../../fuzz/case-source.ts';
import type { Distribution } from '../../inputs/distribution.ts';
import { distributions } from '../../inputs/distributions.ts';
import type { Progress } from '../../install/progress.ts';
import { tableLines } from '../../text/layout.ts';
import { mutants } from './all-mutants.ts';
import { legitimateSubjects } from './legitimate.ts';
import type { Mutant } from './mutant.ts';
/** How a mutant was found. `cases`: number of cases drawn until then. `milliseconds`: minimising included. */
export interface FoundMutant {
  readonly bug: Mutant;
  readonly cases: number;
  readonly milliseconds: number;
  readonly entry?: CorpusEntry;
  /** Number of terms of the wrong output that are not zero, in the minimised case. */
  readonly terms?: number;
  readonly onlyInBatch: boolean;
}

/**
 * A campaign against one mutant, until it is found and minimised. The first half of the cases has no NaN and no
 * infinities, because what they show is harder to read.
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

/** All claims about the outputs of one subject. */
export const mutantClaims: readonly OutputClaim[] = errorClaims.filter((claim) => claim.kind === 'output');

/** The default distributions, with NaN and infinities in every tenth batch. */
export const distributionsWithSpecials: readonly Distribution[] = distributions.map((distribution) =>
  distribution.name === 'specials' ? { ...distribution, share: 0.1 } : distribution,
);

/** The largest number of cases in which a mutant must be found. */
const mostCases = 10_000;

/** How each mutant was found, and the false alarms on correct implementations. */
export interface MutantReport {
  readonly seed: number;
  readonly bugs: readonly {
    readonly name: string;
    readonly does: string;
    /** The claim that was violated; absent if the mutant was not found. */
    readonly claim?: string;
    readonly claimWanted: string;
    readonly cases: number;
    readonly milliseconds: number;
    /** Of the minimised case: numbers in image and kernel, and terms of the wrong output that are not zero. */
    readonly image?: number;
    readonly kernel?: number;
    readonly terms?: number;
    readonly onlyInBatch: boolean;
  }[];
  readonly legitimate: readonly {
    readonly subject: string;
    readonly claims: number;
    readonly cases: number;
    readonly falseAlarms: number;
  }[];
}

/** One campaign for each mutant, and one of `cases` inputs for all correct implementations together. */
export async function findMutants(seed: number, cases: number, progress?: Progress): Promise<MutantReport> {
  const bugs: MutantReport['bugs'][number][] = [];
  for (const bug of mutants) {
    progress?.step('bench', `mutant ${bug.name}`);
    bugs.push(bugRecord(await findMutant(bug, seed, mostCases)));
  }
  const { rows } = await runCampaign({
    subjects: legitimateSubjects,
    claims: mutantClaims,
    source: randomSource(seed, { distributions: distributionsWithSpecials, ...batchSizes(cases) }),
    cases,
    onProgress: (now) => progress?.step('bench', `correct implementations, ${now.cases} of ${cases} cases`),
  });
  progress?.done('bench');
  const legitimate = legitimateSubjects.map(({ id }) => {
    const own = rows.filter(({ subject }) => subject === id);
    const falseAlarms = own.reduce((sum, row) => sum + row.violations, 0);
    return { subject: id, claims: own.length, cases: Math.max(0, ...own.map((row) => row.cases)), falseAlarms };
  });
  return { seed, bugs, legitimate };
}

function bugRecord({ bug, cases, milliseconds, entry, terms, onlyInBatch }: FoundMutant): MutantReport['bugs'][number] {
  const common = { name: bug.name, does: bug.does, claimWanted: bug.claim, cases, milliseconds, onlyInBatch };
  if (entry === undefined || terms === undefined) return common;
  return { ...common, claim: entry.claim, image: entry.image.length, kernel: entry.kernel.length, terms };
}

const count = (value: number): string => value.toLocaleString('en-US');

/**
 * Two tables: for each mutant the violated claim, the cases until then and the size of the counterexample; then the
 * false alarms.
 */
export function mutantLines({ bugs, legitimate }: MutantReport): readonly string[] {
  const violated = (bug: MutantReport['bugs'][number]): string => {
    if (bug.claim === undefined) return 'NOT FOUND';
    return bug.claim === bug.claimWanted ? bug.claim : `${bug.claim}, NOT ${bug.claimWanted}`;
  };
  const size = ({ image, kernel, terms, onlyInBatch }: MutantReport['bugs'][number]): string =>
    onlyInBatch ? 'only in a batch' : `${image} * ${kernel}, ${terms}`;
  return [
    ...tableLines(
      [
        { title: 'mutant', align: 'left', cell: ({ name }) => name },
        { title: 'violates', align: 'left', cell: violated },
        { title: 'cases', align: 'right', cell: ({ cases }) => count(cases) },
        { title: 'seconds', align: 'right', cell: ({ milliseconds }) => (milliseconds / 1000).toFixed(2) },
        { title: 'minimised to image * kernel, terms', align: 'left', cell: size },
      ],
      bugs,
    ),
    '',
    ...tableLines(
      [
        { title: 'correct implementation', align: 'left', cell: ({ subject }) => subject },
        { title: 'claims', align: 'right', cell: ({ claims }) => String(claims) },
        { title: 'cases', align: 'right', cell: ({ cases }) => count(cases) },
        { title: 'false alarms', align: 'right', cell: ({ falseAlarms }) => count(falseAlarms) },
      ],
      legitimate,
    ),
  ];
}
