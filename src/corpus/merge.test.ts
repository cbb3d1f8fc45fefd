import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import type { AnyEntry, CorpusEntry } from './entry.ts';
import { arithmeticEntry, exampleEntry, fullEntry } from './example-entries.test-support.ts';
import { mergeCorpora, mergeEntries } from './merge.ts';
import { printEntry } from './print-entry.ts';
import { entryPath, saveEntry } from './store.ts';

/** One finding as different people may have it. */
const versions: readonly CorpusEntry[] = (['worst-case', 'refutation', 'defect'] as const).flatMap((role) =>
  [{}, { note: 'one' }, { note: 'two', flags: ['padded'] }, { subject: { id: 'some/conv2d', version: '1.10' } }].map(
    (change) => ({ ...exampleEntry, role, ...change }),
  ),
);
const merged = (one: CorpusEntry, other: CorpusEntry): CorpusEntry => mergeEntries(one, other).entry as CorpusEntry;

describe('two entries of one id', () => {
  test('merge to the same in any order, grouping and repetition', () => {
    for (const a of versions) {
      expect(printEntry(merged(a, a))).toBe(printEntry(a));
      for (const b of versions) {
        const both = merged(a, b);
        expect(printEntry(merged(b, a))).toBe(printEntry(both));
        expect(printEntry(merged(both, b))).toBe(printEntry(both));
        for (const c of versions) expect(printEntry(merged(both, c))).toBe(printEntry(merged(a, merged(b, c))));
      }
    }
  });

  test('keep the flags of both, and differences are reported', () => {
    const noted = { ...exampleEntry, note: 'one' };
    const other = { ...exampleEntry, note: 'two', flags: ['padded'] };
    const { entry, conflicts } = mergeEntries(noted, other);
    expect(entry).toMatchObject({ flags: ['gross', 'padded'], note: 'two' });
    expect(conflicts.join()).toMatch(/note stays "two"; the other says "one"/);
    expect(mergeEntries(exampleEntry, noted)).toEqual({ entry: noted, conflicts: [] });
    const later = { ...exampleEntry, subject: { id: 'some/conv2d', version: '1.10' } };
    expect(mergeEntries({ ...later, subject: { id: 'some/conv2d', version: '1.9' } }, later).entry).toEqual(later);
  });
});

describe('two corpora', () => {
  const accept = (): void => {};
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lastbit-merge-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const corpusOf = (name: string, entries: readonly AnyEntry[], flags: Record<string, string>): string => {
    const directory = join(folder, name);
    for (const entry of entries) saveEntry(directory, entry);
    writeFileSync(join(directory, 'flags.json'), JSON.stringify(flags));
    return directory;
  };
  const contents = (directory: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.\w+$/.test(name))
        .map((name) => [name, readFileSync(join(directory, name), 'utf8')])
        .sort(),
    );

  test('name a program beside an entry that has no end, and copy the rest', () => {
    const [a, b] = [corpusOf('own', [fullEntry], {}), corpusOf('other', [exampleEntry, arithmeticEntry], {})];
    const program = join(b, exampleEntry.claim, `${exampleEntry.id}.repro.py`);
    execFileSync('mkfifo', [program]);
    const { added, unreadable } = mergeCorpora(a, b, accept);
    expect(added.toSorted()).toEqual([exampleEntry.id, arithmeticEntry.id].toSorted());
    expect(unreadable).toEqual([`${program}: a FIFO, not a file; give a regular file`]);
  });

  test('have one union, from either side, and merging again changes nothing', () => {
    const noted = { ...exampleEntry, note: 'x' };
    const sides = (name: string): readonly [string, string] => [
      corpusOf(`${name}-a`, [exampleEntry, fullEntry], { gross: 'wrong', nan: 'no number' }),
      corpusOf(`${name}-b`, [noted], { gross: 'very wrong', padded: 'zeros' }),
    ];
    const [a, b] = sides('one');
    writeFileSync(join(b, 'dot-any-order', `${noted.id}.repro.py`), 'pass\n');
    saveEntry(b, arithmeticEntry);
    const [first, second] = [mergeCorpora(a, b, accept), mergeCorpora(b, a, accept)];
    expect(contents(a)).toEqual(contents(b));
    expect(Object.keys(contents(a))).toHaveLength(5);
    expect(first).toMatchObject({ added: [arithmeticEntry.id], changed: [exampleEntry.id] });
    expect(first.conflicts.join()).toMatch(/flag gross means two things: "wrong" and "very wrong"/);
    expect(second.added).toEqual([fullEntry.id]);
    const before = contents(a);
    expect(mergeCorpora(a, b, accept)).toMatchObject({ added: [], changed: [], conflicts: [] });
    expect(mergeCorpora(a, a, accept)).toMatchObject({ added: [], changed: [], conflicts: [] });
    expect(contents(a)).toEqual(before);
  });

  test('merge without the entries that the check refuses, and name them', () => {
    const [a, b] = [corpusOf('a', [exampleEntry], {}), corpusOf('b', [fullEntry, arithmeticEntry], {})];
    const report = mergeCorpora(a, b, ({ id }) => {
      if (id === fullEntry.id) throw new UsageError('it is false');
    });
    expect(report.added).toEqual([arithmeticEntry.id]);
    expect(report.refused).toEqual([`${entryPath(b, fullEntry)}: it is false`]);
    expect(Object.keys(contents(a)).join()).not.toContain(fullEntry.id);
  });

  test('report unreadable files and do not touch them', () => {
    const [a, b] = [corpusOf('a', [exampleEntry], {}), corpusOf('b', [fullEntry], {})];
    writeFileSync(join(b, 'dot-any-order', 'broken.json'), '{');
    const report = mergeCorpora(a, b, accept);
    expect(report.added).toEqual([fullEntry.id]);
    expect(report.unreadable).toMatchObject([expect.stringMatching(/broken\.json: not JSON/)]);
    writeFileSync(join(a, 'flags.json'), '{{');
    const before = contents(a);
    expect(() => mergeCorpora(a, corpusOf('c', [arithmeticEntry], { gross: 'wrong' }), accept)).toThrow(
      /flags.json: not JSON: /,
    );
    expect(contents(a)).toEqual(before);
  });
});
