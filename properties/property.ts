/**
 * Turns a claim about outputs into one vitest test per subject, which fast-check runs. A failure is kept in the corpus
 * and printed with the commands that replay it.
 */

import { relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PreparedSubject } from '../src/check/prepared-subject.ts';
import { type ForAll, type Tried, tryClaim } from '../src/check/try-claim.ts';
import { boundFor, type ErrorClaim } from '../src/claims/claim.ts';
import type { Batch } from '../src/conv/batch.ts';
import { isByChance } from '../src/corpus/defect.ts';
import { type AnyEntry, caseBatch, isCaseEntry } from '../src/corpus/entry.ts';
import { entryPath, keepEntry, unwrittenText } from '../src/corpus/store.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import { entryOfCounterexample } from '../src/replay/entry-of-counterexample.ts';
import { noFlush } from '../src/sums/accumulation.ts';
import { counterexampleLines } from '../src/text/counterexample.ts';
import { answers, askAll, corpus, defects, missing, ready, runsOf, say, seed } from './engines.ts';

export type { ForAll };

/** Of which subjects all may be discarded. */
type MayDiscard = (subject: PreparedSubject) => boolean;

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
  { runs, mayDiscard = () => false }: { readonly runs?: number; readonly mayDiscard?: MayDiscard } = {},
): void {
  const subjects = ready.filter((one) => appliesTo(claim, one));
  describe(claim.id, () => {
    // Replaying a failure asks only its own subject.
    if (!replayed) beforeAll(askAll);
    let judged = 0;
    test.each(subjects.map((subject) => [subject.id, subject] as const))(`${claim.id} %s`, async (_, subject) => {
      const tried = await tryOn(claim, subject, forAll, runs ?? runsOf(subject));
      judged += tried.outputs - tried.discarded;
      if (!mayDiscard(subject)) expectFewDiscarded(tried);
      for (const [description, hits] of tried.explained)
        say(`KNOWN DEFECT, ${hits} hits for ${claim.id}: ${description}`);
    });
    nameMissing(claim);
    test('judged at least one output', () => {
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
  const trial = { runs, examples: replayed ? [] : casesOf(claim.id, subject.id), seed, path, answers, defects };
  const tried = await tryClaim(claim, subject, trial, forAll);
  if (tried.details.failed) throw new Error(reportOf(claim, subject, tried, folder));
  return tried;
}

/** Fails if more is discarded than the claim allows. */
export function expectFewDiscarded({ discards: { share, most, reason } }: Tried): void {
  expect(share, `share of discarded outputs, most often because: ${reason}`).toBeLessThanOrEqual(most);
}

/** fast-check's path, as a failure printed it: only that failure is run again. */
const path = process.env.LASTBIT_PATH;
/** Whether a failure is replayed, by its path and without examples. */
export const replayed: boolean = path !== undefined;

/** Seed and path from the environment, or the fixed seed. */
export const parameters: Pick<fc.Parameters<void>, 'seed' | 'randomType' | 'path'> = {
  seed,
  randomType: fastCheckRandom,
  ...(path === undefined ? {} : { path }),
};

type Shown = Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath' | 'numShrinks'> & {
  readonly runConfiguration: { readonly examples?: readonly unknown[] };
};

/** The command that replays a failure. */
function replayLine({ seed: used, counterexamplePath, runConfiguration }: Shown): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const name = currentTestName.split(' > ').at(-1)!;
  const file = relative(process.cwd(), testPath);
  // Examples count in the path, and the entry just written is one more of them. So the printed path counts from the
  // first batch drawn. A failing example is tried first anyway, so none is printed for it.
  const [run, ...shrinks] = (counterexamplePath ?? '').split(':');
  const drawn = Number(run) - (runConfiguration.examples?.length ?? 0);
  const where =
    drawn < 0 ? `LASTBIT_SEED=${used}` : `LASTBIT_SEED=${used} LASTBIT_PATH=${[drawn, ...shrinks].join(':')}`;
  return `replay: ${where} npx vitest run --project properties ${file} -t '${name}$'`;
}

function appliesTo(claim: ErrorClaim, subject: Parameters<typeof boundFor>[1]): boolean {
  return boundFor(claim, subject, subject) !== undefined;
}

const cases = corpus.entries.map(({ entry }) => entry).filter(isCaseEntry);
const batchesOfCases = new Map<AnyEntry, Batch>();

/**
 * The convolutions that the corpus has for a claim, with their batches where they need them. A defect that shows by
 * chance has hundreds of calls before it, which only its own subject is asked.
 */
function casesOf(id: string, subject: string): readonly Batch[] {
  const chosen = cases.filter((one) => one.claim === id && (!isByChance(one) || one.subject.id === subject));
  return chosen.map((entry) => {
    const batch = batchesOfCases.get(entry) ?? caseBatch(entry).batch;
    batchesOfCases.set(entry, batch);
    return batch;
  });
}

/** A missing engine is reported, and under CI=true a required one (`requiredEngines`) fails the test. */
function nameMissing(claim: ErrorClaim): void {
  const absent = missing.filter((subject) => appliesTo(claim, { ...subject, flush: noFlush }));
  test.each(absent.map((subject) => [subject.id, subject] as const))('missing: %s', (id, { engine, reason }) => {
    say(`missing: ${id}: ${reason}`);
    const required = process.env.CI === 'true' && requiredEngines.includes(engine);
    expect(required ? `${id} is missing: ${reason}` : '').toBe('');
  });
}

/** Writes the minimised counterexample, whole or not at all, and prints all of it. */
function reportOf(claim: ErrorClaim, subject: PreparedSubject, tried: Tried, folder: string): string {
  const { details, violation, isCut } = tried;
  if (violation === undefined) return failureMessage(details);
  const { met: found, last: shrunk } = violation;
  const partner = ready.find(({ id }) => id === shrunk.output.partner);
  const context = { claim, subject, ...(partner === undefined ? {} : { partner }) };
  const text = keepAndDescribe(entryOfCounterexample({ ...context, ...shrunk, holds: false }, found), details, folder);
  return isCut ? `${text}\n  shrinking stopped at its limit: a simpler case may fail too` : text;
}

/** Why a property failed without a violation, such as an engine that ended: the reason, then fast-check's report. */
export function failureMessage<T>(details: fc.RunDetails<T>): string {
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  return [reason, fc.defaultReportMessage(details) ?? 'it failed', `  ${replayLine(details)}`].join('\n');
}

/** Writes a counterexample to the corpus. Gives its report, with fast-check's seed and path. */
export function keepAndDescribe(entry: AnyEntry, details: Shown, folder = 'corpus'): string {
  const { seed: used, counterexamplePath, numShrinks } = details;
  const known = corpus.entries.some((one) => one.entry.id === entry.id);
  const kept = known ? { path: entryPath(folder, entry) } : keepEntry(folder, entry);
  return [
    ...('path' in kept
      ? counterexampleLines(entry, kept.path)
      : [...counterexampleLines(entry), unwrittenText(folder, entry, kept.notWritten)]),
    `  fast-check seed ${used}, path "${counterexamplePath}", ${numShrinks} shrinks`,
    `  ${replayLine(details)}`,
  ].join('\n');
}
