import { Answers } from '../../check/answers.ts';
import { checkOutputs, isVerdicts } from '../../check/check-outputs.ts';
import { type PreparedSubject, prepareSubjects } from '../../check/prepared-subject.ts';
import { boundFor, type OutputClaim } from '../../claims/claim.ts';
import { dotAnyOrder } from '../../claims/error-bounds/any-order.ts';
import type { Batch } from '../../conv/batch.ts';
import type { Subject } from '../../engines/engine.ts';
import { overflowThreshold32 } from '../../float/format.ts';
import type { Progress } from '../../install/progress.ts';
import { specialValue } from '../../judge/exact-verdict.ts';
import { referencesOf } from '../../judge/references.ts';
import { mutants } from '../mutants/all-mutants.ts';
import { mutantClaims } from '../mutants/find-mutants.ts';
import { legitimateSubjects } from '../mutants/legitimate.ts';
import { batchesOf, inputKinds, integers } from './tolerance-inputs.ts';
import { accepts, toleranceRules } from './tolerance-rules.ts';

/** An implementation and, for each rule and kind of input, the number of cases that the rule rejects. */
export interface ToleranceRow {
  readonly name: string;
  readonly does?: string;
  /** It only adds up products: infinities stay infinite. */
  readonly plain?: boolean;
  readonly rejected: readonly (readonly number[])[];
}

/**
 * Which rule rejects which mutant, and which correct implementations. Every rule compares with the exact value. Outputs
 * whose sum might overflow are left out. For a mutant, claims count cases up to the first batch with a violation.
 */
export interface ToleranceTable {
  readonly seed: number;
  /** Of each kind of input, for each implementation. */
  readonly cases: number;
  readonly kinds: readonly { readonly letter: string; readonly name: string }[];
  readonly rules: readonly { readonly name: string; readonly says: string }[];
  readonly bugs: readonly ToleranceRow[];
  readonly legitimate: readonly ToleranceRow[];
}

const bitwise = 'integers';
const claimRules: readonly { readonly name: string; readonly says: string; readonly claims: readonly OutputClaim[] }[] =
  [
    { name: 'any order', says: 'the proven bound dot-any-order, alone', claims: [dotAnyOrder] },
    { name: 'lastbit', says: `all ${mutantClaims.length} claims about outputs`, claims: mutantClaims },
  ];

const rules: ToleranceTable['rules'] = [
  ...toleranceRules.map(({ name, relative, absolute, source }) => ({
    name,
    says: `|computed − exact| ≤ ${absolute} + ${relative} · |exact| (${source})`,
  })),
  { name: bitwise, says: 'whole numbers from −32 to 32, to the bit (as oneDNN, MLAS and CUTLASS test)' },
  ...claimRules.map(({ name, says }) => ({ name, says })),
];

export async function compareTolerances(seed: number, cases: number, progress?: Progress): Promise<ToleranceTable> {
  const bugs = await Promise.all(mutants.map(async (bug) => ({ ...bug, subject: await prepared(bug.subject) })));
  const legitimate = await Promise.all(legitimateSubjects.map(prepared));
  const subjects = [...bugs.map(({ subject }) => subject), ...legitimate];
  const wrong = new Set(bugs.map(({ subject }) => subject));
  const rejected = new Map(subjects.map((subject) => [subject, rules.map(() => inputKinds.map(() => 0))]));
  let drawn = 0;
  for (const [kind, inputs] of [...inputKinds, integers].entries()) {
    drawn = 0;
    for (const batch of batchesOf(inputs, seed, cases)) {
      progress?.step('bench', `tolerances: ${inputs.name}, ${drawn} of ${cases} cases`);
      drawn += batch.count;
      const alreadyRejected = (subject: PreparedSubject, rule: number): boolean =>
        wrong.has(subject) && rejected.get(subject)![rule]![kind]! > 0;
      for (const [subject, counts] of await rejections(subjects, batch, inputs === integers, alreadyRejected)) {
        const column = inputs === integers ? 0 : kind;
        for (const [rule, count] of counts.entries()) rejected.get(subject)![rule]![column]! += count;
      }
    }
  }
  progress?.done('bench');
  const row = (subject: PreparedSubject): Pick<ToleranceRow, 'rejected'> => ({ rejected: rejected.get(subject)! });
  return {
    ...{ seed, cases: drawn, rules, kinds: inputKinds.map(({ letter, name }) => ({ letter, name })) },
    bugs: bugs.map(({ name, does, subject }) => ({ name, does, ...row(subject) })),
    legitimate: legitimate.map((subject) => ({ name: subject.id, plain: isPlain(subject), ...row(subject) })),
  };
}

const isPlain = ({ summation }: PreparedSubject): boolean => ['tree', 'unknown'].includes(summation);

async function prepared(subject: Subject): Promise<PreparedSubject> {
  const { ready } = await prepareSubjects([subject]);
  return ready[0]!;
}

/**
 * For each subject and rule, the number of rejected cases of the batch. One rule has only integers; the others have all
 * other inputs.
 */
async function rejections(
  subjects: readonly PreparedSubject[],
  batch: Batch,
  whole: boolean,
  alreadyRejected: (subject: PreparedSubject, rule: number) => boolean,
): Promise<readonly (readonly [PreparedSubject, readonly number[]])[]> {
  const answers = new Answers();
  const references = referencesOf(batch, 'conv2d');
  const exact = references.exact.map((value, window) =>
    Number.isNaN(value) ? specialValue(references, window) : value,
  );
  const mayOverflow = (window: number): boolean =>
    Number.isFinite(exact[window]!) && references.absoluteSum[window]! > overflowThreshold32 / 2;
  const caseOf = (window: number): number => Math.floor(window / references.plan.outputs);
  const violating = async (subject: PreparedSubject, claims: readonly OutputClaim[]): Promise<number> => {
    const cases = new Set<number>();
    for (const claim of claims) {
      if (boundFor(claim, subject) === undefined) continue;
      const verdicts = await checkOutputs(claim, subject, batch, answers);
      if (isVerdicts(verdicts)) for (const { window } of verdicts.violations) cases.add(caseOf(window));
    }
    return cases.size;
  };
  const rows: (readonly [PreparedSubject, readonly number[]])[] = [];
  for (const subject of subjects) {
    const outcome = await answers.outcome(subject, batch);
    if (outcome.kind !== 'value') throw new RangeError(`${subject.id} gave no value`);
    const { outputs } = outcome;
    const casesOf = (fails: (computed: number, expected: number) => boolean): number => {
      const failing = new Set<number>();
      for (let window = 0; window < outputs.length; window++)
        if (!mayOverflow(window) && fails(outputs[window]!, exact[window]!)) failing.add(caseOf(window));
      return failing.size;
    };
    const tolerances = toleranceRules.map((rule) => (whole ? 0 : casesOf((one, other) => !accepts(rule, one, other))));
    const bits = whole ? casesOf((one, other) => one !== other) : 0;
    const byClaims: number[] = [];
    for (const [place, { claims }] of claimRules.entries()) {
      // Exact arithmetic is slow: after a violation on this kind of input, the claims do not judge the mutant again.
      const open = !whole && !alreadyRejected(subject, toleranceRules.length + 1 + place);
      byClaims.push(open ? await violating(subject, claims) : 0);
    }
    rows.push([subject, [...tolerances, bits, ...byClaims]]);
  }
  return rows;
}
