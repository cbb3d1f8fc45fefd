import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { isCaseEntry } from '../corpus/entry.ts';
import { loadCorpus } from '../corpus/store.ts';
import { readSurveys, surveyFolder } from '../corpus/survey-file.ts';
import { openRegistry } from '../engines/registry.ts';
import { checkEntry } from './check-entry.ts';
import { refutationEntries } from './entry-of-numbers.ts';
import { replayArithmetic, replayComparison } from './replay-numbers.ts';

const entries = loadCorpus('corpus').entries.map(({ entry }) => entry);

test('every refuted claim has its refutation in the corpus (npx lastbit corpus add --refutations)', () => {
  const refutations = refutationEntries(allClaims);
  expect(refutations.map(({ claim }) => claim).sort()).toEqual(
    allClaims
      .filter(({ status }) => status === 'refuted')
      .map(({ id }) => id)
      .sort(),
  );
  const ids = entries.filter(({ role }) => role === 'refutation').map(({ id }) => id);
  expect(refutations.filter(({ id }) => !ids.includes(id)).map(({ claim }) => claim)).toEqual([]);
});

test('every claim said to be attained has a record of at least 0.99 (npx lastbit corpus add --worst-cases)', () => {
  const recorded = (claim: string): number =>
    Math.max(0, ...entries.filter((entry) => entry.role === 'worst-case' && entry.claim === claim).map(ratioOf));
  const attained = allClaims.filter((claim) => claim.sharp !== undefined);
  expect(attained.filter(({ id }) => recorded(id) < 0.99).map(({ id }) => id)).toEqual([]);
});

const ratioOf = ({ errorOverBound }: (typeof entries)[number]): number => errorOverBound ?? 0;

test('what entries say of their numbers is what exact arithmetic says', async () => {
  const registry = await openRegistry();
  for (const entry of entries) checkEntry(entry, registry.subjects, allClaims);
  await registry.close();
});

test('entries of our own arithmetic and runs replay to the bit', () => {
  let replayed = 0;
  for (const entry of entries) {
    const claim = allClaims.find(({ id }) => id === entry.claim)!;
    if (isCaseEntry(entry) && claim.kind === 'comparison')
      expect(replayComparison(entry, claim)).toMatchObject({ sameBits: true, asExpected: true });
    else if (!isCaseEntry(entry) && (claim.kind === 'operation' || claim.kind === 'sum'))
      expect(replayArithmetic(entry, claim)).toMatchObject({ sameBits: true, asExpected: true });
    else continue;
    replayed++;
  }
  expect(replayed).toBeGreaterThan(25);
});

/** Entries are read by people and replayed by every `npm test`; 2 MB are about 900 of them. */
const mostOfEntries = 2e6;
/** A row names its shape and arithmetic by keys. What is left of it, with two groups of outputs, has this size. */
const mostOfRow = 512;

test('entries have less than 2 MB, rows of surveys 512 bytes, and no record of an engine more than 121 terms', () => {
  const files = readdirSync('corpus', { recursive: true, encoding: 'utf8' }).map((name) => ({
    ...{ name, size: statSync(join('corpus', name)).size },
  }));
  const surveys = files.filter(({ name }) => name.endsWith('.jsonl'));
  const total = (some: typeof files): number => some.reduce((sum, { size }) => sum + size, 0);
  expect(total(files) - total(surveys)).toBeLessThan(mostOfEntries);
  const rows = readSurveys(surveyFolder).reduce((sum, survey) => sum + survey.rows.length, 0);
  expect(total(surveys) / rows).toBeLessThan(mostOfRow);
  const records = entries
    .filter(isCaseEntry)
    .filter(({ role, results }) => role === 'worst-case' && results === undefined);
  expect(Math.max(...records.map(({ found }) => found.nonZeroTerms))).toBeLessThanOrEqual(121);
});
