import { errorClaims } from '../../claims/all-claims.ts';
import type { OutputClaim } from '../../claims/claim.ts';
import { operationNamed } from '../../conv/operation.ts';
import type { Operation } from '../../conv/shape.ts';
import { planTerms } from '../../conv/terms.ts';
import { type CorpusEntry, caseOfEntry, isOnlyInBatch } from '../../corpus/entry.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import { batchSizes, type CaseSource, randomSource } from '../../fuzz/case-source.ts';
import type { Distribution } from '../../inputs/distribution.ts';
import { distributions } from '../../inputs/distributions.ts';
import type { Progress } from '../../install/progress.ts';
import { tableLines } from '../../text/layout.ts';
import { allMutants } from './all-mutants.ts';
import { legitimateSubjects } from './legitimate.ts';
import type { Mutant } from './mutant.ts';
import { casesUntilFound } from './seed-table.ts';

/** How a mutant was found. `cases`: number of cases drawn until then. `milliseconds`: minimising included. */
export interface FoundMutant {
  readonly bug: Mutant;
  readonly cases: number;
  readonly milliseconds: number;
  readonly entry?: CorpusEntry;
  /** Number of terms of the wrong output that are not zero, in the minimised case. */
  readonly terms?: number;
  readonly onlyInBatch: boolean;
  /** It gave no numbers for some batch. */
  readonly crashed: boolean;
}

/** What `verify` draws by default. */
const verifySource = (seed: number, operation: Operation): CaseSource =>
  randomSource(seed, { ...batchSizes(verifyCases), operations: [operation] });

/** A campaign as `verify` runs it by default against one mutant, until its claim is violated and the case minimised. */
export async function findMutant(bug: Mutant, seed: number, cases: number = verifyCases): Promise<FoundMutant> {
  const start = performance.now();
  const stop = new AbortController();
  const result = await runCampaign({
    subjects: [bug.subject],
    claims: mutantClaims,
    source: verifySource(seed, bug.subject.operation),
    cases,
    signal: stop.signal,
    onFinding: ({ entry }) => void (entry.claim === bug.claim && stop.abort()),
  });
  const milliseconds = performance.now() - start;
  const crashed = result.rows.some(({ failures }) => failures > 0);
  const found = { bug, cases: result.cases, milliseconds, onlyInBatch: false, crashed };
  const finding = result.findings.find(({ entry: { claim } }) => claim === bug.claim);
  if (finding === undefined) return found;
  // All claims here are about outputs.
  const entry = finding.entry as CorpusEntry;
  return { ...found, entry, terms: nonZeroTerms(entry), onlyInBatch: isOnlyInBatch(entry) };
}

function nonZeroTerms(entry: CorpusEntry): number {
  const { shape, image, kernel } = caseOfEntry(entry);
  const plan = planTerms(shape, operationNamed(entry.subject.id));
  let count = 0;
  for (let i = entry.output * plan.terms; i < (entry.output + 1) * plan.terms; i++) {
    const pixel = plan.image[i]!;
    const tap = plan.kernel[i]!;
    if (pixel >= 0 && image[pixel]! * (tap < 0 ? 1 : kernel[tap]!) !== 0) count++;
  }
  return count;
}

/** All claims about the outputs of one subject. */
export const mutantClaims: readonly OutputClaim[] = errorClaims.filter((claim) => claim.kind === 'output');

/** The default distributions, with NaN and infinities in every tenth batch. */
export const distributionsWithSpecials: readonly Distribution[] = distributions.map((distribution) =>
  distribution.name === 'specials' ? { ...distribution, share: 0.1 } : distribution,
);

/** The number of cases of `verify` by default. */
const verifyCases = 2000;

/** How each mutant was found, and the false alarms on correct implementations. */
export interface MutantReport {
  readonly seed: number;
  readonly seeds: number;
  readonly bugs: readonly {
    readonly name: string;
    readonly does: string;
    /** The number of seeds with which 2000 cases find it. */
    readonly found: number;
    /** The median number of cases until then, over all seeds; null if fewer than half of them find it. */
    readonly medianCases: number | null;
    /** The claim that was violated, with the first seed; absent if the mutant was not found or crashed. */
    readonly claim?: string;
    readonly claimWanted: string;
    readonly cases: number;
    readonly milliseconds: number;
    /** Of the minimised case: numbers in image and kernel, and terms of the wrong output that are not zero. */
    readonly image?: number;
    readonly kernel?: number;
    readonly terms?: number;
    readonly onlyInBatch: boolean;
    readonly crashed: boolean;
  }[];
  readonly legitimate: readonly {
    readonly subject: string;
    readonly claims: number;
    readonly cases: number;
    readonly falseAlarms: number;
  }[];
}

/**
 * Each mutant is searched for with `seeds` seeds from `seed` on, and its case minimised with the first one. Then one
 * campaign of `cases` inputs for all correct implementations together.
 */
export async function findMutants(
  seed: number,
  seeds: number,
  cases: number,
  progress?: Progress,
): Promise<MutantReport> {
  const until: ReadonlyMap<Mutant, number | undefined>[] = [];
  for (let one = 0; one < seeds; one++) {
    progress?.step('bench', `all mutants, seed ${seed + one}`);
    until.push(await untilFound(seed + one));
  }
  const bugs: MutantReport['bugs'][number][] = [];
  for (const bug of allMutants) {
    progress?.step('bench', `mutant ${bug.name}`);
    const found = until.flatMap((one) => one.get(bug) ?? []).sort((a, b) => a - b);
    const medianCases = found[(seeds - 1) >> 1] ?? null;
    bugs.push({ ...bugRecord(await findMutant(bug, seed)), found: found.length, medianCases });
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
  return { seed, seeds, bugs, legitimate };
}

/** Mutants of one operation share their cases. */
async function untilFound(seed: number): Promise<ReadonlyMap<Mutant, number | undefined>> {
  const found = new Map<Mutant, number | undefined>();
  for (const operation of new Set(allMutants.map(({ subject }) => subject.operation))) {
    const bugs = allMutants.filter(({ subject }) => subject.operation === operation);
    const until = await casesUntilFound(bugs, mutantClaims, verifySource(seed, operation), verifyCases);
    for (const [bug, cases] of until) found.set(bug, cases);
  }
  return found;
}

function bugRecord({
  bug,
  entry,
  terms,
  ...found
}: FoundMutant): Omit<MutantReport['bugs'][number], 'found' | 'medianCases'> {
  const common = { name: bug.name, does: bug.does, claimWanted: bug.claim, ...found };
  if (entry === undefined || terms === undefined) return common;
  return { ...common, claim: entry.claim, image: entry.image.length, kernel: entry.kernel.length, terms };
}

const count = (value: number): string => value.toLocaleString('en-US');

/**
 * Two tables: for each mutant with how many seeds it was found, after how many cases, and with the first seed the
 * violated claim and the size of the counterexample; then the false alarms.
 */
export function mutantLines({ seeds, bugs, legitimate }: MutantReport): readonly string[] {
  const violated = (bug: MutantReport['bugs'][number]): string => {
    if (bug.claim === undefined)
      return bug.crashed ? 'crashes' : bug.found === 0 ? 'NOT FOUND' : 'not with the first seed';
    return bug.claim === bug.claimWanted ? bug.claim : `${bug.claim}, NOT ${bug.claimWanted}`;
  };
  const size = ({ image, kernel, terms, onlyInBatch }: MutantReport['bugs'][number]): string =>
    image === undefined ? '' : onlyInBatch ? 'only in a batch' : `${image} * ${kernel}, ${terms}`;
  return [
    ...tableLines(
      [
        { title: 'mutant', align: 'left', cell: ({ name }) => name },
        { title: 'violates', align: 'left', cell: violated },
        { title: 'found', align: 'right', cell: ({ found }) => `${found} of ${seeds}` },
        {
          title: 'median cases',
          align: 'right',
          cell: ({ medianCases }) => (medianCases === null ? '–' : count(medianCases)),
        },
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
