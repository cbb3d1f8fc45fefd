import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from '../src/bench/mutants/all-mutants.ts';
import { prepareSubjects } from '../src/check/prepared-subject.ts';
import { allClaims } from '../src/claims/all-claims.ts';
import { dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import type { CorpusEntry } from '../src/corpus/entry.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import { batches } from '../src/inputs/batches.ts';
import { replayEntry } from '../src/replay/replay-entry.ts';
import { withinBound } from './checks.ts';
import { tryOn } from './property.ts';

const files = readdirSync('properties').filter((name) => name.endsWith('.prop.ts'));
const textOf = (name: string): string => readFileSync(join('properties', name), 'utf8');

test('every proven claim has one property, and no claim has two', () => {
  const stated = files.flatMap((name) => [...textOf(name).matchAll(/^(?:property|propertyOfNumbers)\(\s*(\w+),/gm)]);
  const ids = stated.map(([, variable]) => idOf(variable!)).sort();
  const proven = allClaims.filter(({ status }) => status === 'proven');
  expect(ids).toEqual(expect.arrayContaining(proven.map(({ id }) => id)));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !allClaims.some((claim) => claim.id === id))).toEqual([]);
});

/** The id of the claim that a variable is named after. */
function idOf(variable: string): string {
  const found = allClaims.find(
    ({ id }) => id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) === variable,
  );
  return found?.id ?? variable;
}

test('every file with a property runs it by fast-check', () => {
  for (const name of files.filter((file) => file !== 'corpus.prop.ts'))
    expect(textOf(name), name).toMatch(/from 'fast-check'|from '.\/property(-of-numbers)?.ts'/);
});

test.each(['kernel-flipped', '22-bit-accumulator', 'cases-swapped'])(
  '%s is found, shrunk, told and written',
  async (name) => {
    const mutant = mutants.find((one) => one.name === name)!;
    const { ready } = await prepareSubjects([mutant.subject]);
    const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
    try {
      const inputs = { arbitrary: batches(), runs: 300 };
      const failure = tryOn(dotAnyOrder, ready[0]!, inputs, withinBound, folder);
      await expect(failure).rejects.toThrow(
        /VIOLATED[\s\S]*fast-check seed \d+, path "[\d:]+"[\s\S]*again: LASTBIT_SEED/,
      );
      const [loaded] = loadCorpus(folder).entries;
      const entry = loaded!.entry as CorpusEntry;
      if (mutant.onlyInBatch === true) expect(entry.flags).toContain('only-in-batch');
      else expect(entry.kernel.length).toBeLessThanOrEqual(2);
      expect(await replayEntry(entry, ready, allClaims)).toMatchObject({ state: 'violated', asExpected: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
