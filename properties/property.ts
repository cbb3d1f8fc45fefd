import { relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Checked, isVerdicts } from '../src/check/check-outputs.ts';
import { type FailureKind, kindOf, sameKind } from '../src/check/counterexample.ts';
import { quantitiesOf } from '../src/check/known-defects.ts';
import type { PreparedSubject } from '../src/check/prepared-subject.ts';
import { boundFor, type ErrorClaim } from '../src/claims/claim.ts';
import type { Batch } from '../src/conv/batch.ts';
import { shapeKey } from '../src/conv/shape-text.ts';
import { type AnyEntry, caseBatch, isCaseEntry } from '../src/corpus/entry.ts';
import { entryPath, saveEntry } from '../src/corpus/store.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import type { JudgedOutput, Verdicts } from '../src/judge/verdict.ts';
import { entryOfCounterexample, type Met } from '../src/replay/entry-of-counterexample.ts';
import { noFlush } from '../src/sums/accumulation.ts';
import { counterexampleLines } from '../src/text/counterexample.ts';
import { answers, askAll, corpus, defects, missing, ready, runsOf, say, seed } from './engines.ts';

/** More discarded outputs than this share promise too little, unless the claim says why it is so. */
const largestDiscardedShare = 0.1;
/** Shrinking by fast-check ends after so many ms; what was found until then is told. */
const mostMs = 60_000;

/** A failure is replayed by its path, without the examples. */
export const replayed: boolean = process.env.LASTBIT_PATH !== undefined;

/** Takes the verdicts on one batch. Throws for a violation that nothing explains, so that the property fails. */
export type Take = (batch: Batch, checked: Checked<Verdicts<JudgedOutput>>) => void;
/** The property for one subject: which batches, and what is checked on each. */
export type ForAll<C> = (claim: C, engine: PreparedSubject, take: Take) => fc.IAsyncProperty<[Batch]>;

/**
 * A claim about outputs, checked on every subject that it is about: fast-check finds no batch with a violation.
 * Violations that a recorded defect explains are named on stderr. Examples are the cases that the corpus has for the
 * claim. Fails for a violation, which fast-check shrinks, keeping its kind, and which is then written to the corpus;
 * for an engine that fails; where more is discarded than the claim allows; and where nothing was judged. Under CI=true
 * a required engine must not be missing.
 */
export function property<C extends ErrorClaim>(
  claim: C,
  forAll: ForAll<C>,
  { runs, mayDiscard = false }: { readonly runs?: number; readonly mayDiscard?: boolean } = {},
): void {
  const subjects = ready.filter((one) => speaksOf(claim, one));
  describe(claim.id, () => {
    // A failure that is replayed asks its own subject only.
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
 * One subject: what came of it. Throws what is to be told of a violation, after shrinking it and writing it into the
 * corpus folder.
 */
export async function tryOn<C extends ErrorClaim>(
  claim: C,
  subject: PreparedSubject,
  forAll: ForAll<C>,
  runs: number,
  folder = 'corpus',
): Promise<Tried> {
  const tried = new Tried(claim, subject);
  const examples = replayed ? [] : casesOf(claim.id).map((batch): [Batch] => [batch]);
  const holds = forAll(claim, subject, (batch, checked) => tried.take(batch, checked));
  const details: fc.RunDetails<[Batch]> = await fc.check(holds, {
    ...parameters,
    ...{ numRuns: runs + examples.length, examples, interruptAfterTimeLimit: mostMs },
  });
  if (details.failed) throw new Error(tried.report(details, folder));
  return tried;
}

/** Seed and path of the command line that a failure prints, or the fixed seed. */
export const parameters: Pick<fc.Parameters<void>, 'seed' | 'randomType' | 'path'> = {
  seed,
  randomType: fastCheckRandom,
  ...(process.env.LASTBIT_PATH === undefined ? {} : { path: process.env.LASTBIT_PATH }),
};

type Shown = Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath' | 'numShrinks'> & {
  readonly runConfiguration: { readonly examples?: readonly unknown[] };
};

/** How to see a failure again. */
function againLine({ seed: used, counterexamplePath, runConfiguration }: Shown): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const name = currentTestName.split(' > ').at(-1)!;
  const file = relative(process.cwd(), testPath);
  // Examples count in the path, and the entry just written is one more of them. So a path is counted from the first
  // batch drawn, and of an example, which is tried first anyway, none is printed.
  const [run, ...shrinks] = (counterexamplePath ?? '').split(':');
  const drawn = Number(run) - (runConfiguration.examples?.length ?? 0);
  const where =
    drawn < 0 ? `LASTBIT_SEED=${used}` : `LASTBIT_SEED=${used} LASTBIT_PATH=${[drawn, ...shrinks].join(':')}`;
  return `again: ${where} npx vitest run --project properties ${file} -t '${name}$'`;
}

function speaksOf(claim: ErrorClaim, subject: Parameters<typeof boundFor>[1]): boolean {
  return boundFor(claim, subject, subject) !== undefined;
}

/** The convolutions of the corpus that stand beside a claim, in their batches where they need them. */
function casesOf(id: string): readonly Batch[] {
  const known = examples.get(id);
  if (known !== undefined) return known;
  const entries = corpus.entries.map(({ entry }) => entry).filter(isCaseEntry);
  const cases = entries.filter(({ claim }) => claim === id).map((entry) => caseBatch(entry).batch);
  examples.set(id, cases);
  return cases;
}

const examples = new Map<string, readonly Batch[]>();

/** A missing engine keeps its row: it is named, and under CI=true a required one fails. */
function nameMissing(claim: ErrorClaim): void {
  const absent = missing.filter((subject) => speaksOf(claim, { ...subject, flush: noFlush }));
  test.each(absent.map((subject) => [subject.id, subject] as const))('missing: %s', (id, { engine, reason }) => {
    say(`missing: ${id}: ${reason}`);
    const required = process.env.CI === 'true' && requiredEngines.includes(engine);
    expect(required ? `${id} is missing: ${reason}` : '').toBe('');
  });
}

/** What came of one claim and one subject. */
class Tried {
  outputs = 0;
  discarded = 0;
  private readonly claim: ErrorClaim;
  private readonly subject: PreparedSubject;
  private readonly reasons = new Map<string, number>();
  /** As met first, and as last shrunk. */
  private met: (Met & { readonly kind: FailureKind }) | undefined;
  private last: Pick<Met, 'batch' | 'output'> | undefined;
  private readonly explained = new Map<string, number>();

  constructor(claim: ErrorClaim, subject: PreparedSubject) {
    this.claim = claim;
    this.subject = subject;
  }

  /**
   * Throws for a violation that nothing explains; after the first one only for others of its kind, so that shrinking
   * keeps to it.
   */
  take(batch: Batch, checked: Checked<Verdicts<JudgedOutput>>): void {
    if (!isVerdicts(checked)) {
      if (checked.kind === 'failed') throw new Error(`${this.subject.id} failed: ${checked.reason}`);
      return;
    }
    const { met } = this;
    const unexplained = checked.violations.filter((output) => !this.isExplained(batch, output));
    const output = unexplained.find((one) => met === undefined || sameKind(met.kind, kindOf(one)));
    if (met === undefined) this.count(checked);
    if (output === undefined) return;
    this.last = { batch, output };
    const { distribution = 'example', shape } = batch;
    this.met ??= { batch, output, place: { seed, distribution, shape: shapeKey(shape) }, kind: kindOf(output) };
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
    const told = `${defect.subject.id} ${defect.subject.version} (corpus ${defect.id}): ${defect.note}`;
    this.explained.set(told, (this.explained.get(told) ?? 0) + 1);
    return true;
  }

  sayDefects(): void {
    for (const [told, hits] of this.explained) say(`KNOWN DEFECT, ${hits} hits for ${this.claim.id}: ${told}`);
  }

  expectFewDiscarded(): void {
    const most = this.claim.mostDiscarded?.share ?? largestDiscardedShare;
    const share = this.outputs === 0 ? 0 : this.discarded / this.outputs;
    const [reason] = [...this.reasons].sort(([, one], [, other]) => other - one)[0] ?? [];
    expect(share, `discarded outputs of ${this.subject.id}: ${reason}`).toBeLessThanOrEqual(most);
  }

  /** Writes the shrunk counterexample, whole or not at all, and tells all of it. */
  report(details: fc.RunDetails<[Batch]>, folder: string): string {
    const { claim, subject, met, last } = this;
    if (met === undefined || last === undefined) return failureMessage(details);
    const partner = ready.find(({ id }) => id === last.output.partner);
    const accusation = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    return reported(entryOfCounterexample({ ...accusation, ...last, holds: false }, met), details, folder);
  }
}

/** Why a property failed without a violation, as when an engine ended: the reason first, then what fast-check says. */
export function failureMessage<T>(details: fc.RunDetails<T>): string {
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  return [reason, fc.defaultReportMessage(details) ?? 'it failed', `  ${againLine(details)}`].join('\n');
}

/** A counterexample written and told, with fast-check's seed and path. */
export function reported(entry: AnyEntry, details: Shown, folder = 'corpus'): string {
  const { seed: used, counterexamplePath, numShrinks } = details;
  const known = corpus.entries.some((one) => one.entry.id === entry.id);
  return [
    ...counterexampleLines(entry, known ? entryPath(folder, entry) : saveEntry(folder, entry)),
    `  fast-check seed ${used}, path "${counterexamplePath}", ${numShrinks} shrinks`,
    `  ${againLine(details)}`,
  ].join('\n');
}
