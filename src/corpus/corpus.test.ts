import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bits64 } from '../float/bits.ts';
import { common, conditionHolds, conditionText, quantityMeanings, shapeQuantities } from './condition.ts';
import { type CorpusEntry, caseOfEntry } from './entry.ts';
import { entryId } from './entry-id.ts';
import { arithmeticEntry, exampleEntry, exampleInput, fullEntry, withId } from './example-entries.test-support.ts';
import { lintCorpus } from './lint-corpus.ts';
import { entriesIn, parseEntry } from './parse-entry.ts';
import { printEntry } from './print-entry.ts';
import { entryPath, loadCorpus, saveEntry } from './store.ts';
import { wrongNumbers } from './wrong-outputs.ts';

const [entry, input, shape] = [exampleEntry, exampleInput, exampleInput.shape];

describe('an entry', () => {
  test('reads back as it was printed, to the bit', () => {
    for (const example of [entry, fullEntry, arithmeticEntry]) {
      const read = parseEntry(printEntry(example), 'x.json');
      expect(read).toEqual(example);
      expect(printEntry(read)).toBe(printEntry(example));
    }
    const { image, kernel } = caseOfEntry(parseEntry(printEntry(entry), 'x.json') as CorpusEntry);
    expect(image).toEqual(input.image);
    expect(Object.is(kernel[0], -0) && Number.isNaN(kernel[1])).toBe(true);
  });

  test('has the same id at another version, and another id for another bit', () => {
    expect(entryId({ ...entry, subject: { ...entry.subject, version: '2.0' } })).toBe(entry.id);
    expect(entryId({ ...entry, output: 1 })).not.toBe(entry.id);
    expect(entryId({ ...entry, kernel: [...entry.kernel].reverse() })).not.toBe(entry.id);
  });

  test.each([
    ['not JSON', '{', /not JSON/],
    ['another schema', printEntry(entry).replace('entry-2', 'entry-9'), /schema/],
    [
      'an unknown field',
      printEntry(entry).replace('"note"', '"notes"').replace('{\n', '{\n  "surprise": 1,\n'),
      /surprise/,
    ],
    ['bits of another length', printEntry(entry).replace('"3f800000"', '"3f8"'), /image\.7/],
    ['a kernel that is too short', printEntry({ ...entry, kernel: entry.kernel.slice(1) }), /kernel has 1 numbers/],
    ['an id that is not its own', printEntry({ ...entry, id: '0'.repeat(16) }), /not that of its content/],
    ['an absurd size', printEntry({ ...entry, shape: { ...shape, width: 1e9 } }), /numbers/],
    ['a NaN among its numbers', numbersOf(1, Number.NaN, 2), /numbers\.1: NaN is not a finite number of the format/],
    ['a number that its format lacks', numbersOf(0.1, 1, 2), /numbers\.0: 0\.1 is not a finite number of the format/],
    [
      'a batch in which its case is another',
      printEntry(
        withId({
          ...fullEntry,
          batchContext: { ...fullEntry.batchContext, place: 0 },
          image: [...fullEntry.image].reverse(),
        }),
      ),
      /batchContext: its case 0 is not the image and kernel of the entry/,
    ],
    ['an object for its schema', '{ "schema": { "schema": {} } }', /schema: an object is not/],
    ['a stride of 0', printEntry({ ...entry, shape: { ...shape, stride: [0, 1] } }), /stride/],
  ])('with %s is refused in one line that names the file', (_, text, reason) => {
    const error = thrown(() => parseEntry(text, 'x.json'));
    expect(error).toMatch(reason);
    expect(error).toMatch(/^x\.json: [^\n]*$/);
  });
});

function numbersOf(...numbers: readonly number[]): string {
  return printEntry(withId({ ...arithmeticEntry, numbers: numbers.map(bits64) }));
}

function thrown(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

describe('a corpus on disk', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lastbit-corpus-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is written whole, without leftovers', () => {
    const path = saveEntry(folder, entry);
    expect(path).toBe(entryPath(folder, entry));
    expect(readFileSync(path, 'utf8')).toBe(printEntry(entry));
    expect(readdirSync(join(folder, 'dot-any-order'))).toEqual([`${entry.id}.json`]);
  });

  test('keeps no half-written file if writing fails', () => {
    mkdirSync(entryPath(folder, entry), { recursive: true });
    expect(() => saveEntry(folder, entry)).toThrow();
    expect(readdirSync(join(folder, 'dot-any-order'))).toEqual([`${entry.id}.json`]);
  });

  test('gives its readable entries and names the others', () => {
    saveEntry(folder, entry);
    writeFileSync(join(folder, 'dot-any-order', 'broken.json'), '{');
    const { entries, unreadable } = loadCorpus(folder);
    expect(entries.map((loaded) => loaded.entry.id)).toEqual([entry.id]);
    expect(unreadable.map(({ path }) => path)).toEqual([join(folder, 'dot-any-order', 'broken.json')]);
    expect(loadCorpus(join(folder, 'nothing')).entries).toEqual([]);
  });

  test('is read past whatever else lies in it', () => {
    const path = saveEntry(folder, entry);
    const claim = join(folder, 'dot-any-order');
    const strange = ['deep.json', 'dangling.json', 'fifo.json', 'folder.json', 'long.json'].map((name) =>
      join(claim, name),
    );
    const [deep, dangling, fifo, inner, long] = strange as [string, string, string, string, string];
    writeFileSync(deep, '['.repeat(200_000) + ']'.repeat(200_000));
    symlinkSync('/nowhere', dangling);
    symlinkSync('loop', join(folder, 'loop'));
    execFileSync('mkfifo', [fifo]);
    mkdirSync(inner);
    writeFileSync(long, '');
    truncateSync(long, 2 ** 30);
    const { entries, unreadable } = loadCorpus(folder);
    expect(entries.map((loaded) => loaded.path)).toEqual([path]);
    expect(unreadable.map(({ path: bad }) => bad).sort()).toEqual([...strange, join(folder, 'loop')].sort());
    for (const { path: bad, reason } of unreadable) expect(reason).toMatch(new RegExp(`^${bad}: [^\n]{1,200}$`));
    expect(() => entriesIn(fifo)).toThrow(/a FIFO, not a file/);
    expect(() => entriesIn(deep)).toThrow(/nested more than/);
  });

  test('is linted past a FIFO in place of each other file', () => {
    saveEntry(folder, { ...entry, role: 'defect', note: 'x' });
    mkdirSync(join(folder, 'survey'));
    const names = ['flags.json', 'behaviours.json', 'survey/x.jsonl', `dot-any-order/${entry.id}.repro.py`];
    execFileSync(
      'mkfifo',
      names.map((name) => join(folder, name)),
    );
    const problems = lintCorpus(loadCorpus(folder)).join('\n');
    for (const name of names.slice(0, 3)) expect(problems).toContain(`${name}: a FIFO, not a file`);
    expect(problems).toContain('needs a program');
    rmSync(join(folder, 'survey'), { recursive: true });
    writeFileSync(join(folder, 'survey'), '');
    expect(lintCorpus(loadCorpus(folder)).join('\n')).toContain('survey: not a folder');
  });

  test('of another kind than a folder is named, not waited for', () => {
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    expect(loadCorpus(join(folder, 'fifo')).unreadable).toMatchObject([
      { reason: expect.stringMatching(/a FIFO, not a file/) },
    ]);
  });

  test('is linted: canonical form, place, flags, and what a defect must have', () => {
    writeFileSync(join(folder, 'flags.json'), '{\n  "gross": "x"\n}\n');
    saveEntry(folder, entry);
    expect(lintCorpus(loadCorpus(folder))).toEqual([]);
    const path = saveEntry(folder, { ...entry, role: 'defect', condition: [], flags: ['gross', 'unheard-of'] });
    const problems = lintCorpus(loadCorpus(folder)).join('\n');
    for (const problem of ['unheard-of', 'condition', 'note', 'program']) expect(problems).toContain(problem);
    writeFileSync(path, `${printEntry(entry)}\n`);
    expect(lintCorpus(loadCorpus(folder)).join('\n')).toContain('canonical');
    expect(existsSync(path)).toBe(true);
    saveEntry(folder, entry);
    for (const [name, text, problem] of [
      ['flags.json', '{ "gross": "x" }', 'is not in canonical form'],
      ['flags.json', '{{', 'not JSON'],
      ['behaviours.json', '{ "schema": "x" }', 'is no record of behaviours'],
    ] as const) {
      writeFileSync(join(folder, name), text);
      expect(lintCorpus(loadCorpus(folder)).filter((line) => line.includes(problem))).toHaveLength(1);
    }
    // Without a dictionary, the flags of entries are not checked.
    expect(lintCorpus(loadCorpus(folder))).toHaveLength(2);
  });
});

describe('conditions', () => {
  const quantities = shapeQuantities(shape, 'conv2d', 2);

  test('speak of what the shape determines', () => {
    const ofShape = quantities[common] ?? {};
    expect(quantities).toMatchObject({ outputRow: 0, outputColumn: 2 });
    expect(ofShape).toMatchObject({
      outputWidth: 3,
      coveredColumns: 10,
      reachColumns: 2,
      samePadding: 1,
    });
    expect([...Object.keys(quantities), ...Object.keys(ofShape)].filter((name) => !(name in quantityMeanings))).toEqual(
      [],
    );
  });

  test('compare with numbers and with one another', () => {
    const holds = (left: string, is: 'less' | 'greater' | 'equal', right: string | number) =>
      conditionHolds([{ left, is, right }], quantities);
    expect(holds('coveredColumns', 'greater', 'width')).toBe(true);
    expect(holds('coveredColumns', 'less', 'width')).toBe(false);
    expect(holds('strideColumns', 'equal', 4)).toBe(true);
    expect(holds('unheardOf', 'equal', 4)).toBe(false);
    expect(conditionHolds([], quantities)).toBe(true);
    expect(conditionText([])).toBe('always');
    expect(conditionText(entry.condition)).toBe('coveredColumns < width');
  });
});

describe('docs/corpus.md', () => {
  const text = readFileSync('docs/corpus.md', 'utf8');

  test('names every quantity and every way of being wrong with its meaning', () => {
    for (const [name, meaning] of Object.entries({ ...quantityMeanings, ...wrongNumbers }))
      expect(text).toContain(`| \`${name}\` | ${meaning} |`);
  });

  test('shows Python how to read the corpus', () => {
    const [, program = ''] = /```python\n([\s\S]*?)```/.exec(text) ?? [];
    const run = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
    if (run.error !== undefined) {
      expect(process.env.CI, 'there is no python3 to run docs/corpus.md').not.toBe('true');
      return process.stderr.write('missing: docs/corpus.md was not tried, there is no python3 here\n');
    }
    const lines = run.stdout.trim().split('\n');
    const ids = loadCorpus('corpus').entries.map((loaded) => loaded.entry.id);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([...ids].sort());
    expect(
      program
        .trim()
        .split('\n')
        .filter((line) => line !== '').length,
    ).toBeLessThanOrEqual(10);
  });
});
