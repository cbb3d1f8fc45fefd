import { relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Checked, isVerdicts } from '../src/check/check-outputs.ts';
import { type FailureKind, kindOf, sameKind } from '../src/check/counterexample.ts';
import { quantitiesOf } from '../src/check/known-defects.ts';
import type { PreparedSubject } from '../src/check/prepared-subject.ts';
import { boundFor } from '../src/claims/bound-for.ts';
import type { ErrorClaim } from '../src/claims/claim.ts';
import type { Batch } from '../src/conv/batch.ts';
import { shapeKey } from '../src/conv/shape-text.ts';
import { type AnyEntry, caseBatch, isCaseEntry } from '../src/corpus/entry.ts';
import { entryPath, saveEntry } from '../src/corpus/store.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import type { JudgedOutput, Verdicts } from '../src/judge/verdict.ts';
import { entryOfCounterexample, type FirstFound } from '../src/replay/entry-of-counterexample.ts';
import { noFlush } from '../src/sums/accumulation.ts';
import { counterexampleLines } from '../src/text/counterexample.ts';
import { answers, askAll, corpus, defects, missing, ready, runsOf, say, seed } from './engines.ts';

/** If a larger share of outputs is discarded, too little was checked, unless the claim gives a reason for it. */
const largestDiscardedShare = 0.1;
/** The time limit for fast-check's shrinking, in ms. What was found until then is reported. */
const mostMs = 60_000;

/**
 * Takes the verdicts on one batch. Throws for a violation that no recorded defect explains, so that the property
 * fails.
 */
export type Take = (batch: Batch, checked: Checked<Verdicts<JudgedOutput>>) => void;
/** The property for one subject: which batches are drawn, and what is checked on each. */
export type ForAll<C> = (claim: C, engine: PreparedSubject, take: Take) => fc.IAsyncProperty<[Batch]>;

/**
 * Tests a claim about outputs on every subject to which it applies: fast-check must find no batch with a violation. A
 * violation that a recorded defect explains is only reported on stderr. The cases that the corpus has for the claim
 * are tried first, as examples.
 *
 * The test fails for any other violation, which fast-check shrinks, keeping its kind, and which is then written to
 * the corpus. It also fails if an engine fails, if more is discarded than the claim allows, or if nothing was judged.
 * Under CI=true it fails if a required engine is missing.
 */
export function property<C extends ErrorClaim>(
  claim: C,
  forAll: ForAll<C>,
  { runs, mayDiscard = false }: { readonly runs?: number; readonly mayDiscard?: boolean } = {},
): void {
  const subjects = ready.filter((one) => appliesTo(claim, one));
  describe(claim.id, () => {
    // Replaying a failure asks only its own subject.
    if (process.env.LASTBIT_PATH === undefined) beforeAll(askAll);
    let judged = 0;
    test.each(subjects.map((subject) => [subject.id, subject] as const))(`${claim.id} %s`, async (_, subject) => {
      const tried = await tryOn(claim, subject, forAll, runs ?? runsOf(subject));
      judged += tried.outputs - tried.discarded;
      if (!mayDiscard) tried.expectFewDiscarded();
      tried.sayDefects();
    });
    nameMissing(claim);
    test('says something', () => {
      expect(judged).toBeGreaterThan(0);
    });
  });
}

/**
 * Tries the claim on one subject. After a violation it shrinks, writes the entry to the corpus folder, and throws an
 * error with the full report.
 */
export async function tryOn<C extends ErrorClaim>(
  claim: C,
  subject: PreparedSubject,
  forAll: ForAll<C>,
  runs: number,
  folder = 'corpus',
): Promise<Tried> {
  const tried = new Tried(claim, subject);
  const examples = casesOf(claim.id).map((batch): [Batch] => [batch]);
  const holds = forAll(claim, subject, (batch, checked) => tried.take(batch, checked));
  const details: fc.RunDetails<[Batch]> = await fc.check(holds, {
    ...parameters,
    ...{ numRuns: runs + examples.length, examples, interruptAfterTimeLimit: mostMs },
  });
  if (details.failed) throw new Error(tried.report(details, folder));
  return tried;
}

/** The seed and path of the command line that a failure prints, or the fixed seed. */
export const parameters: Pick<fc.Parameters<void>, 'seed' | 'randomType' | 'path'> = {
  seed,
  randomType: fastCheckRandom,
  ...(process.env.LASTBIT_PATH === undefined ? {} : { path: process.env.LASTBIT_PATH }),
};

type Shown = Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath' | 'numShrinks'>;

/** The command that repeats a failure. */
function againLine({ seed: used, counterexamplePath }: Shown): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const name = currentTestName.split(' > ').at(-1)!;
  const file = relative(process.cwd(), testPath);
  const where = `LASTBIT_SEED=${used} LASTBIT_PATH=${counterexamplePath}`;
  return `again: ${where} npx vitest run --project properties ${file} -t '${name}'`;
}

function appliesTo(claim: ErrorClaim, subject: Parameters<typeof boundFor>[1]): boolean {
  return boundFor(claim, subject, subject) !== undefined;
}

/** The convolutions that the corpus has for a claim, with their batches where they need them. */
function casesOf(id: string): readonly Batch[] {
  const known = examples.get(id);
  if (known !== undefined) return known;
  const entries = corpus.entries.map(({ entry }) => entry).filter(isCaseEntry);
  const cases = entries.filter(({ claim }) => claim === id).map((entry) => caseBatch(entry).batch);
  examples.set(id, cases);
  return cases;
}

const examples = new Map<string, readonly Batch[]>();

/** A missing engine is reported, and under CI=true a required one fails the test. */
function nameMissing(claim: ErrorClaim): void {
  const absent = missing.filter((subject) => appliesTo(claim, { ...subject, flush: noFlush }));
  test.each(absent.map((subject) => [subject.id, subject] as const))('missing: %s', (id, { engine, reason }) => {
    say(`missing: ${id}: ${reason}`);
    const required = process.env.CI === 'true' && requiredEngines.includes(engine);
    expect(required ? `${id} is missing: ${reason}` : '').toBe('');
  });
}

/** The verdicts of one claim on one subject. */
class Tried {
  outputs = 0;
  discarded = 0;
  private readonly claim: ErrorClaim;
  private readonly subject: PreparedSubject;
  private readonly reasons = new Map<string, number>();
  /** The violation as first found, and as last shrunk. */
  private firstFound: (FirstFound & { readonly kind: FailureKind }) | undefined;
  private last: Pick<FirstFound, 'batch' | 'output'> | undefined;
  private readonly explained = new Map<string, number>();

  constructor(claim: ErrorClaim, subject: PreparedSubject) {
    this.claim = claim;
    this.subject = subject;
  }

  /**
   * Throws for a violation that no recorded defect explains. After the first one it throws only for others of the
   * same kind, so that shrinking keeps the kind.
   */
  take(batch: Batch, checked: Checked<Verdicts<JudgedOutput>>): void {
    if (!isVerdicts(checked)) {
      if (checked.kind === 'failed') throw new Error(`${this.subject.id} failed: ${checked.reason}`);
      return;
    }
    const { firstFound } = this;
    const unexplained = checked.violations.filter((output) => !this.isExplained(batch, output));
    const output = unexplained.find((one) => firstFound === undefined || sameKind(firstFound.kind, kindOf(one)));
    if (firstFound === undefined) this.count(checked);
    if (output === undefined) return;
    this.last = { batch, output };
    const { distribution = 'example', shape } = batch;
    this.firstFound ??= { batch, output, place: { seed, distribution, shape: shapeKey(shape) }, kind: kindOf(output) };
    throw new Error(`${this.claim.id}: ${this.subject.id} violates it, error ÷ bound ${output.errorOverBound}`);
  }

  private count({ outputs, discarded, reasons }: Verdicts<JudgedOutput>): void {
    this.outputs += outputs;
    this.discarded += discarded;
    for (const [reason, count] of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  private isExplained(batch: Batch, output: JudgedOutput): boolean {
    const references = answers.references(batch, this.subject.operation);
    const defect = defects.explain(this.subject, () => quantitiesOf(this.subject, batch.shape, references, output));
    if (defect === undefined) return false;
    const description = `${defect.subject.id} ${defect.subject.version} (corpus ${defect.id}): ${defect.note}`;
    this.explained.set(description, (this.explained.get(description) ?? 0) + 1);
    return true;
  }

  sayDefects(): void {
    for (const [description, hits] of this.explained)
      say(`KNOWN DEFECT, ${hits} hits for ${this.claim.id}: ${description}`);
  }

  expectFewDiscarded(): void {
    const most = this.claim.mostDiscarded?.share ?? largestDiscardedShare;
    const share = this.outputs === 0 ? 0 : this.discarded / this.outputs;
    const [reason] = [...this.reasons].sort(([, one], [, other]) => other - one)[0] ?? [];
    expect(share, `discarded outputs of ${this.subject.id}: ${reason}`).toBeLessThanOrEqual(most);
  }

  /** Writes the shrunk counterexample, completely or not at all, and gives the report. */
  report(details: fc.RunDetails<[Batch]>, folder: string): string {
    const { claim, subject, firstFound, last } = this;
    if (firstFound === undefined || last === undefined) return fc.defaultReportMessage(details) ?? 'it failed';
    const partner = ready.find(({ id }) => id === last.output.partner);
    const claimAndSubject = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    return reported(entryOfCounterexample({ ...claimAndSubject, ...last, holds: false }, firstFound), details, folder);
  }
}

/** Writes a counterexample. Gives its report, with fast-check's seed and path. */
export function reported(entry: AnyEntry, details: Shown, folder = 'corpus'): string {
  const { seed: used, counterexamplePath, numShrinks } = details;
  const known = corpus.entries.some((one) => one.entry.id === entry.id);
  return [
    ...counterexampleLines(entry, known ? entryPath(folder, entry) : saveEntry(folder, entry)),
    `  fast-check seed ${used}, path "${counterexamplePath}", ${numShrinks} shrinks`,
    `  ${againLine(details)}`,
  ].join('\n');
}
