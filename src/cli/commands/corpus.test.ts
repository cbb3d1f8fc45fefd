import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { allClaims } from '../../claims/all-claims.ts';
import type { SumClaim } from '../../claims/sum-claim.ts';
import type { CorpusEntry } from '../../corpus/entry.ts';
import { arithmeticEntry, exampleEntry, withId } from '../../corpus/example-entries.test-support.ts';
import { printEntry } from '../../corpus/print-entry.ts';
import { saveEntry } from '../../corpus/store.ts';
import { bits64 } from '../../float/bits.ts';
import { refutationEntries } from '../../replay/entry-of-numbers.ts';
import { replayArithmetic } from '../../replay/replay-numbers.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const sumHeight = allClaims.find((claim) => claim.id === 'sum-height' && claim.kind === 'sum') as SumClaim;
/** One that the program itself made, so that everything in it is right. */
const good = refutationEntries(allClaims).find(({ claim }) => claim === 'integers-are-exact')!;

let folder = '';
const file = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-corpus-command-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const corpus = (...words: readonly string[]): Promise<Ended> => mainHere(['corpus', ...words]);

const text = printEntry(exampleEntry);
const wide = JSON.stringify({ ...exampleEntry, shape: { ...exampleEntry.shape, width: 1e9 } });
const bad: readonly (readonly [string, string, RegExp])[] = [
  ['cut in the middle', text.slice(0, 300), /not JSON/],
  ['empty', '', /not JSON/],
  ['of a later schema', text.replace('entry-2', 'entry-9'), /entry-9.* is not lastbit-corpus-entry-2/],
  ['with a number for a text', text.replace('"dot-any-order"', '17'), /claim/],
  ['with a null for a list', JSON.stringify({ ...exampleEntry, image: null }), /image/],
  ['with an image of 10^9 pixels', wide, /numbers; at most/],
  ['with a negative size', JSON.stringify({ ...exampleEntry, output: -1 }), /output/],
  ['of another content', JSON.stringify({ ...exampleEntry, output: 1 }), /not that of its content/],
  [
    'with packed numbers that are none',
    JSON.stringify({ ...exampleEntry, found: { ...exampleEntry.found, input: { ...exampleEntry, image: 'AAAA' } } }),
    /found/,
  ],
  ['that is too long', `"${'x'.repeat(2 ** 24)}"`, /bytes; at most|no corpus entry/],
];

describe('a file', () => {
  test.each(bad)(
    '%s is refused in one line when it is named, and passed over among others',
    async (_, contents, reason) => {
      writeFileSync(file('bad.json'), contents);
      for (const words of [
        ['show', file('bad.json')],
        ['replay', file('bad.json')],
        ['add', file('bad.json')],
      ]) {
        const { status, stderr } = await corpus(...words, '--corpus', folder);
        expect(stderr).toMatch(/^lastbit: [^\n]*\n$/);
        expect(stderr.length).toBeLessThan(600);
        if (words[0] !== 'add' || !contents.startsWith('"')) expect(stderr).toMatch(reason);
        expect(status).toBe(2);
      }
      saveEntry(folder, good);
      writeFileSync(join(folder, good.claim, 'bad.json'), contents);
      const { status, stdout, stderr } = await corpus('list', '--corpus', folder);
      expect(stdout).toContain(good.id);
      expect(stderr).toMatch(/^lastbit: [^\n]*bad\.json[^\n]*\n$/);
      expect(status).toBe(1);
      expect(readFileSync(join(folder, good.claim, 'bad.json'), 'utf8')).toBe(contents);
    },
  );

  test('that is not there, a folder, or without an entry is refused in one line', async () => {
    writeFileSync(file('other.json'), '{ "rows": [] }');
    for (const words of [
      ['show', file('no.json')],
      ['add', file('no.json')],
      ['add', folder],
      ['add', file('other.json')],
      ['merge', file('no')],
      ['show', 'abcdef'],
      ['add'],
    ]) {
      const { status, stderr } = await corpus(...words, '--corpus', folder);
      expect(stderr).toMatch(/^lastbit: [^\n]*\n$/);
      expect(status).toBe(2);
    }
  });
});

describe('corpus add', () => {
  test('takes an entry from its file, and from what verify printed, in canonical form', async () => {
    writeFileSync(file('a.json'), JSON.stringify(good));
    writeFileSync(file('b.json'), JSON.stringify({ rows: [{ counterexample: good }, { counterexample: null }] }));
    const first = await corpus('add', file('a.json'), '--corpus', folder);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(/^added {2}.*: violated\n$/);
    expect(readFileSync(join(folder, good.claim, `${good.id}.json`), 'utf8')).toBe(printEntry(good));
    expect((await corpus('add', file('b.json'), '--corpus', folder)).stdout).toMatch(/^already here/);
  });

  const foreign: readonly (readonly [string, CorpusEntry, RegExp])[] = [
    ['a claim that there is not', withId({ ...good, claim: 'no-such-claim' }), /no claim no-such-claim/],
    ['another exact value', { ...good, exact: { ...good.exact, decimal: '3' } }, /exact is .*16777217.*not.*"3"/],
    ['another result', { ...good, computed: { ...good.computed, decimal: '7' } }, /computed is/],
    ['a case that shows nothing', withId({ ...good, image: [...good.image].fill(good.image[1]!) }), /entry/],
    ['another command', { ...good, command: 'rm -r /' }, /command/],
  ];
  test.each(foreign)('refuses an entry with %s', async (_, entry, reason) => {
    const command = entry.command.startsWith('npx') ? `npx lastbit corpus replay ${entry.id}` : entry.command;
    writeFileSync(file('a.json'), JSON.stringify({ ...entry, command }));
    const { status, stdout, stderr } = await corpus('add', file('a.json'), '--corpus', folder);
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/^lastbit: [^\n]*\n$/);
    expect([status, stdout]).toEqual([2, '']);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('prints an entry whole that cannot be written', async () => {
    writeFileSync(file('a.json'), JSON.stringify(good));
    writeFileSync(file('integers-are-exact'), 'a file where a folder should be');
    const { status, stdout, stderr } = await corpus('add', file('a.json'), '--corpus', folder);
    expect(stderr).toMatch(/could not be written/);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(printEntry(good)));
    expect(status).toBe(1);
  });
});

test('list, show, replay and lint say the same to a program', async () => {
  saveEntry(folder, good);
  const parsed = async (...words: readonly string[]) =>
    JSON.parse((await corpus(...words, '--json', '--corpus', folder)).stdout);
  const { id } = good;
  expect(await parsed('list')).toMatchObject({ entries: [{ id, path: expect.any(String) }], unreadable: [] });
  expect(await parsed('show', id)).toMatchObject({ entries: [{ id, image: good.image }] });
  const replayed = { id, state: 'violated', sameBits: true, asExpected: true, errorOverBound: null };
  expect(await parsed('replay')).toMatchObject({ replays: [replayed] });
  expect(await parsed('lint')).toEqual({ entries: 1, problems: [] });
  expect(await parsed('prune')).toMatchObject({ entries: [{ id, keep: true }] });
  const { stdout } = await corpus('show', id, '--corpus', folder);
  expect(stdout).toMatch(/^REFUTED {2}integers-are-exact by lastbit\/sequential/);
  expect(stdout.match(/^ {2}note /gm)).toHaveLength(1);
  saveEntry(folder, { ...good, flags: ['unheard-of'] });
  const lint = await corpus('lint', '--corpus', folder);
  expect(lint).toMatchObject({ status: 1, stderr: expect.stringMatching(/flag unheard-of is not in flags\.json\n$/) });
});

test('list chooses entries by claim, subject and role', async () => {
  saveEntry(folder, good);
  saveEntry(folder, exampleEntry);
  const listed = async (...words: readonly string[]) => {
    const { stdout } = await corpus('list', ...words, '--json', '--corpus', folder);
    return (JSON.parse(stdout) as { entries: { id: string }[] }).entries.map(({ id }) => id);
  };
  expect(await listed()).toHaveLength(2);
  expect(await listed('--claim', good.claim)).toEqual([good.id]);
  expect(await listed('--subject', 'some')).toEqual([exampleEntry.id]);
  expect(await listed('--subject', exampleEntry.subject.id, '--subject', 'lastbit')).toHaveLength(2);
  expect(await listed('--role', 'worst-case', '--role', 'regression')).toEqual([]);
  expect(await listed('--claim', good.claim, '--subject', 'some')).toEqual([]);
  for (const [name, word] of [
    ['--claim', 'integers-are-exat'],
    ['--role', 'refutatio'],
    ['--subject', 'som'],
  ] as const)
    expect(await corpus('list', name, word, '--corpus', folder)).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: expect.stringMatching(/^lastbit: --\S+ \S+: no entry has it; did you mean \S+\?\n$/),
    });
});

test('replay goes on past entries that cannot be read, and says how many', async () => {
  saveEntry(folder, good);
  const path = join(folder, 'sum-height', 'bad.json');
  mkdirSync(join(folder, 'sum-height'));
  writeFileSync(path, printEntry(withId({ ...arithmeticEntry, numbers: [1, Number.NaN, 1].map(bits64) })));
  const { status, stdout, stderr } = await corpus('replay', '--corpus', folder);
  expect(stdout).toMatch(new RegExp(`^${good.id} .*: as expected\n$`));
  expect(stderr).toBe(
    `lastbit: ${path}: numbers.1: NaN is not a finite number of the format\nlastbit: 1 file could not be read\n`,
  );
  expect(status).toBe(1);
});

test('replay fails, and says so on one line, where nothing was judged or a named entry was not', async () => {
  const replay = (...words: readonly string[]) => corpus('replay', ...words, '--corpus', folder);
  expect(await replay()).toEqual({ status: 1, stdout: '', stderr: 'lastbit: there is no entry to replay\n' });
  saveEntry(folder, exampleEntry);
  const notReplayed = /^lastbit: 1 of \d entr\S+ was not replayed; the first is \w+: there is no subject some\S+;.*\n$/;
  const failed = { status: 2, stderr: expect.stringMatching(notReplayed) };
  expect(await replay()).toMatchObject(failed);
  expect(await replay(exampleEntry.id, '--json')).toMatchObject(failed);
  saveEntry(folder, good);
  expect(await replay(exampleEntry.id, good.id)).toMatchObject(failed);
  // An engine of the user's own that was not asked is never passed over; one of lastbit is, unless CI demands it.
  expect(await replay()).toMatchObject(failed);
  rmSync(join(folder, exampleEntry.claim, `${exampleEntry.id}.json`));
  expect(await replay()).toMatchObject({ status: 0, stderr: '' });
  vi.stubEnv('CI', 'true');
  expect(await replay()).toMatchObject({ status: 0, stderr: '' });
  vi.unstubAllEnvs();
});

test('merge and prune do what they say', async () => {
  const [ours, theirs] = [file('ours'), file('theirs')];
  mkdirSync(ours);
  const record = (...terms: readonly number[]) => {
    const trees = [
      terms
        .map((_, index) => index)
        .join('+')
        .replace('0+1+', '(0+1)+'),
    ];
    const { id, ...entry } = withId({ ...arithmeticEntry, numbers: terms.map(bits64), trees });
    const { errorOverBound = null } = replayArithmetic({ ...entry, id }, sumHeight);
    return { ...entry, id, errorOverBound, command: `npx lastbit corpus replay ${id}` };
  };
  const [best, middle, small] = [record(1, 2 ** -24, 2 ** -24), record(1, 2 ** -25, 2 ** -26), record(1, 2 ** -26)];
  for (const entry of [best, middle, small]) saveEntry(theirs, entry);
  const false_ = withId({ ...arithmeticEntry, numbers: [3, 2, 1].map(bits64) });
  const path = saveEntry(file('false'), { ...false_, command: `npx lastbit corpus replay ${false_.id}` });
  expect(await corpus('merge', file('false'), '--corpus', ours)).toEqual({
    status: 2,
    stdout: '0 added, 0 changed, 0 already here\n',
    stderr: `lastbit: ${path}: entry ${false_.id}: error ÷ bound is 0, not 0.99\n`,
  });
  expect(await corpus('lint', '--corpus', file('false'))).toMatchObject({
    ...{ status: 1, stderr: expect.stringMatching(/error ÷ bound is 0/) },
  });
  const left = ['.lastbit-9999999-0123456789abcdef.tmp', 'flags.json.9999999.tmp'].map((name) => join(ours, name));
  for (const name of left) writeFileSync(name, 'of a process that was killed');
  const merged = await corpus('merge', theirs, '--corpus', ours);
  expect(left.filter(existsSync)).toEqual([]);
  expect(merged).toMatchObject({ status: 0, stdout: '3 added, 0 changed, 0 already here\n' });
  expect((await corpus('merge', theirs, '--corpus', ours)).stdout).toBe('0 added, 0 changed, 3 already here\n');
  const dry = await corpus('prune', '--corpus', ours);
  expect(dry.stdout).toMatch(
    new RegExp(`would be deleted {2}.*${middle.id}.*: ${best.id} has the greater ratio, ${small.id} is smaller`),
  );
  expect((await corpus('prune', '--write', '--corpus', ours)).stdout).toMatch(/2 kept, 1 deleted\n$/);
  expect(readdirSync(join(ours, 'sum-height')).sort()).toEqual([`${best.id}.json`, `${small.id}.json`].sort());
});

test('an empty id is no beginning of all ids', async () => {
  for (const words of ['show', 'replay'])
    expect(await corpus(words, '')).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: 'lastbit: "": the id is empty; give an id, its beginning, or a file\n',
    });
});
