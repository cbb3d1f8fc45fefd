import { runCampaign } from '../../fuzz/campaign.ts';
import { batchSizes, randomSource } from '../../fuzz/case-source.ts';
import type { Progress } from '../../install/progress.ts';
import { mutants } from '../mutants/all-mutants.ts';
import { type FoundMutant, findMutant } from '../mutants/find-mutant.ts';
import { legitimateSubjects } from '../mutants/legitimate.ts';
import { distributionsWithSpecials, mutantClaims } from '../mutants/mutant-claims.ts';

/** The most cases that finding one bug may take. */
const mostCases = 10_000;

/** How each planted bug was found, and whether anything that is right was accused. */
export interface MutantReport {
  readonly seed: number;
  readonly bugs: readonly {
    readonly name: string;
    readonly does: string;
    /** The claim that convicted it; undefined where it was not found. */
    readonly claim?: string;
    readonly claimWanted: string;
    readonly cases: number;
    readonly milliseconds: number;
    /** Of the shrunk case: numbers of image and kernel, and terms of the wrong output that are not zero. */
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

/** Campaigns against all planted bugs, one by one, and one of `cases` inputs on all right implementations together. */
export async function findMutants(seed: number, cases: number, progress?: Progress): Promise<MutantReport> {
  const bugs: MutantReport['bugs'][number][] = [];
  for (const bug of mutants) {
    progress?.step('bench', `planted: ${bug.name}`);
    bugs.push(bugRecord(await findMutant(bug, seed, mostCases)));
  }
  const { rows } = await runCampaign({
    subjects: legitimateSubjects,
    claims: mutantClaims,
    source: randomSource(seed, { distributions: distributionsWithSpecials, ...batchSizes(cases) }),
    cases,
    onProgress: (now) => progress?.step('bench', `planted: right ones, ${now.cases} of ${cases} cases`),
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
