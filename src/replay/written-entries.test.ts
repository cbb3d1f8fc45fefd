import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { Answers } from '../check/answers.ts';
import { checkOutputs, checkPairs, isVerdicts } from '../check/check-outputs.ts';
import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { allClaims, errorClaims } from '../claims/all-claims.ts';
import { boundFor } from '../claims/claim.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { loadFlags } from '../corpus/flags.ts';
import { lintCorpus } from '../corpus/lint-corpus.ts';
import { loadCorpus, saveEntry } from '../corpus/store.ts';
import { batches } from '../inputs/batches.ts';
import { edges } from '../inputs/distributions/edges.ts';
import { specials } from '../inputs/distributions/zeros.ts';
import { distributions } from '../inputs/distributions.ts';
import { lintNumbers } from './check-entry.ts';
import { entryOfCounterexample } from './entry-of-counterexample.ts';
import { refutationEntries } from './entry-of-numbers.ts';

/** What mutants make of a number. */
const spoils: Readonly<Record<string, (output: number) => number>> = {
  nothing: (output) => output,
  zero: () => 0,
  'minus-zero': () => -0,
  nan: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  'minus-infinity': () => Number.NEGATIVE_INFINITY,
  far: (output) => output + 2 ** 20,
  near: (output) => output * (1 + 2 ** -9),
  huge: () => 2 ** 127,
  tiny: (output) => output + 2 ** -140,
};
const mutants = Object.entries(spoils).map(([name, spoil]) =>
  mutantEngine(name, loops({ after: (outputs) => outputs.set(outputs.map(spoil)) })),
);
const { ready } = await prepareSubjects(mutants);
const right = ready.find(({ id }) => id === 'mutant/nothing')!;

const folder = mkdtempSync(join(tmpdir(), 'lastbit-written-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = new Map<string, AnyEntry>();

test('every counterexample that lastbit writes is right about its numbers, and reads back as it was', async () => {
  const spoilt = fc.constantFrom(...ready.filter((subject) => subject !== right));
  const sizes = { outputs: 6, cases: 3, singles: 3 };
  const drawn = fc.oneof(
    { weight: 5, arbitrary: batches({ distributions: [...distributions, edges], ...sizes }) },
    { weight: 1, arbitrary: batches({ distributions: [specials], ...sizes }) },
  );
  await fc.assert(
    fc.asyncProperty(drawn, spoilt, fc.boolean(), async (batch, subject, again) => {
      const answers = new Answers();
      for (const claim of errorClaims) {
        const checked =
          claim.kind === 'output'
            ? boundFor(claim, subject) && (await checkOutputs(claim, subject, batch, answers))
            : boundFor(claim, subject, right) && (await checkPairs(claim, subject, [subject, right], batch, answers));
        if (checked === undefined || !isVerdicts(checked)) continue;
        const [output] = checked.violations;
        if (output === undefined) continue;
        const place = { seed: 1, distribution: batch.distribution ?? 'x', shape: shapeKey(batch.shape) };
        const partner: { partner?: PreparedSubject } = output.partner === undefined ? {} : { partner: right };
        const found = { batch, output, place };
        keep(entryOfCounterexample({ claim, subject, ...partner, batch, output, holds: false }, found, again));
      }
    }),
    { numRuns: 60, seed: 20180126 },
  );
  for (const entry of refutationEntries(allClaims)) keep(entry);
  const corpus = loadCorpus(folder);
  expect(corpus.unreadable).toEqual([]);
  expect(new Map(corpus.entries.map(({ entry }) => [entry.id, entry]))).toEqual(written);
  expect(lintCorpus(corpus)).toEqual([]);
  expect(lintNumbers(corpus, [], allClaims)).toEqual([]);
});

function keep(entry: AnyEntry): void {
  saveEntry(folder, entry);
  written.set(entry.id, entry);
}

test('and there is one with each flag that lastbit writes', () => {
  const flags = new Set([...written.values()].flatMap((entry) => entry.flags));
  // People write the one, and campaigns over processes that end the other.
  const byOthers = ['nan-lost', 'no-answer'];
  expect([...flags].sort()).toEqual(Object.keys(loadFlags('corpus')).filter((flag) => !byOthers.includes(flag)));
});
