import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleEntry } from '../../../corpus/example-entries.test-support.ts';
import { recordsSchema } from '../../../schemas/records-schema.ts';
import { type Ended, mainHere } from '../../main-here.test-support.ts';
import { wrongEngine } from '../wrong-engine.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const corpus = ['--corpus', at('corpus')];
const claims = ['dot-any-order', 'zero-taps'];
const campaign = [...claims, '--subject', 'lastbit/sequential', '--cases', '500', '--jobs', '1'];
const seed = ['--seed', '5'];
const shard = (k: number, n: number, file: string, ...more: readonly string[]): Promise<Ended> =>
  mainHere(['verify', ...campaign, ...seed, ...corpus, '--shard', `${k}/${n}`, '--records', at(file), ...more]);
const merge = (...words: readonly string[]): Promise<Ended> => mainHere(['campaign', 'merge', ...words, ...corpus]);
const files = ['1.gz', '2.gz', '3.jsonl'];

/** The JSON without what may differ: times, processes, engines. */
const bare = (text: string): unknown =>
  JSON.parse(text, (key, value) => (key.endsWith('Ms') || key === 'jobs' || key === 'engines' ? undefined : value));
const linesOf = (file: string): readonly string[] =>
  (file.endsWith('.gz') ? gunzipSync(readFileSync(at(file))) : readFileSync(at(file))).toString().trim().split('\n');
const write = (file: string, lines: readonly string[]): string => {
  writeFileSync(at(file), lines.map((line) => `${line}\n`).join(''));
  return at(file);
};

beforeAll(async () => {
  for (const [place, file] of files.entries()) expect((await shard(place + 1, 3, file)).status).toBe(0);
});

test('all shards together print what one process prints, byte for byte', async () => {
  const one = await mainHere(['verify', ...campaign, ...seed, ...corpus, '--json']);
  const all = await merge(...files.map(at).toReversed(), '--json');
  expect(all.status).toBe(0);
  expect(JSON.stringify(bare(all.stdout))).toBe(JSON.stringify(bare(one.stdout)));
  const { jobs } = JSON.parse(all.stdout);
  expect(jobs).toMatchObject({ workers: 3, ranges: JSON.parse(one.stdout).jobs.ranges, lost: [] });
  expect(jobs.ranges).toBeGreaterThan(3);
});

test('a file of records is as its schema says', () => {
  for (const file of files) {
    const lines = linesOf(file);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(v.safeParse(recordsSchema, JSON.parse(line)).issues).toBeUndefined();
  }
});

test('what is missing is named, and the status is 1', async () => {
  const two = await merge(at('1.gz'), at('3.jsonl'), '--json');
  expect(two.status).toBe(1);
  expect(JSON.parse(two.stdout).jobs.missing).toEqual(['shard 2 of 3 is missing']);
  expect(JSON.parse(two.stdout).verdict.unexpected).toEqual([{ kind: 'missing', because: 'shard 2 of 3 is missing' }]);
  const text = await merge(at('1.gz'), at('3.jsonl'), '--summary');
  expect(text.stdout).toMatch(/INCOMPLETE \(shard 2 of 3 is missing\)/);
  expect(text.stdout).toMatch(/UNEXPECTED: 1 missing/);
  // A shard that was interrupted has fewer records than it should have.
  const [head, ...rest] = linesOf('3.jsonl');
  const end = JSON.parse(rest.at(-1)!);
  const cut = (more: object) => [head!, JSON.stringify({ ...end, records: 0, ranges: null, ...more })];
  const interrupted = await merge(at('1.gz'), at('2.gz'), write('cut', cut({ stoppedBy: 'signal' })), '--json');
  expect(JSON.parse(interrupted.stdout).jobs.missing).toEqual(['shard 3 of 3 was interrupted']);
  expect(interrupted.status).toBe(1);
  // A file may name any number: that must cost no memory.
  const far = await merge(at('1.gz'), at('2.gz'), write('far', cut({ ranges: 2 ** 52 })), '--json');
  expect(JSON.parse(far.stdout).jobs.missing).toHaveLength(10);
  expect(JSON.parse(far.stdout).jobs.missing[0]).toBe('range 2 is missing');
  const edited = await merge(at('1.gz'), at('2.gz'), write('edited', cut({})), '--json');
  expect(JSON.parse(edited.stdout).jobs.missing).toEqual(['range 2 is missing']);
});

test('the range that is lost is named, and its shard', async () => {
  const lines = linesOf('3.jsonl').slice();
  const end = JSON.parse(lines.pop()!);
  const lost = { ...end, jobs: { ...end.jobs, again: 1, lost: [{ range: 2, because: 'killed' }] } };
  const { status, stdout } = await merge(
    at('1.gz'),
    at('2.gz'),
    write('lost', [...lines, JSON.stringify(lost)]),
    '--json',
  );
  expect(status).toBe(1);
  expect(JSON.parse(stdout).verdict.unexpected).toEqual([{ kind: 'lost', because: 'range 2 was lost twice: killed' }]);
});

const edit = (
  file: string,
  change: (head: { settings: { seed: number }; version: string; head: object }) => object,
) => {
  const [first, ...rest] = linesOf(file);
  return [JSON.stringify(change(JSON.parse(first!))), ...rest];
};

test('files that cannot be merged are one line on standard error and status 2', async () => {
  const [one, two, three] = files.map(at) as [string, string, string];
  const lines = linesOf('3.jsonl');
  mkdirSync(at('folder'));
  const torn = at('torn.gz');
  writeFileSync(torn, readFileSync(one).subarray(0, -200));
  await shard(1, 2, 'half');
  const heads = {
    version: edit('3.jsonl', (head) => ({ ...head, version: '9' })),
    options: edit('3.jsonl', (head) => ({ ...head, settings: { ...head.settings, cases: 501 } })),
    engine: edit('3.jsonl', (head) =>
      JSON.parse(JSON.stringify(head).replace(/("rows":\[\{[^}]*"version":")[^"]*/, '$18')),
    ),
    defects: edit('3.jsonl', (head) => ({ ...head, head: { ...head.head, unreadable: ['x'] } })),
  };
  const bad: readonly (readonly [words: readonly string[], said: RegExp])[] = [
    [[at('none')], /none: there is no such file/],
    [[at('folder')], /folder: a folder, not a file/],
    [[write('empty', [])], /empty: the file is empty; it must be what `lastbit verify --records` writes/],
    [[write('text', ['no'])], /text, line 1: not JSON: /],
    [[write('json', ['{}'])], /json, line 1: schema: /],
    [[torn, two, three], /torn\.gz: the file is torn; run this shard again/],
    [[one, write('ends', lines.slice(0, -1))], /ends: the file is torn after line \d; run this shard again/],
    [[one, write('fewer', lines.toSpliced(1, 1))], /fewer: the file is torn after line \d/],
    [[one, write('record', [lines[0]!, '{"seed":5}'])], /record, line 2: /],
    [[one, write('other', [lines[0]!, linesOf('1.gz')[1]!])], /other, line 2: range 0 is not of shard 3\/3/],
    [[one, one, two], /range 0 is in \S+1\.gz and in \S+1\.gz; give each shard once/],
    [[one, write('version', heads.version)], /version: not of the campaign of \S+1\.gz: lastbit 9, not \d/],
    [
      [one, write('options', heads.options)],
      /options: not of the campaign of \S+1\.gz: other options: \{.*"cases":501/,
    ],
    [[one, write('engine', heads.engine)], /engine: not of the campaign of \S+1\.gz: lastbit\/\w+ is 8, not /],
    [[one, write('defects', heads.defects)], /defects: not of the campaign of \S+1\.gz: its unreadable are others/],
    [[one, at('half')], /half: not of the campaign of \S+1\.gz: one of 2 shards, not of 3/],
    [
      [
        one,
        two,
        three,
        '--claims',
        write('claims.mjs', [`export default { id: 'my-own', statement: 'x.', holds: () => undefined };`]),
      ],
      /--claims: the campaign has no claims of your own/,
    ],
  ];
  for (const [words, said] of bad) {
    const { status, stdout, stderr } = await merge(...words);
    expect(stderr).toMatch(said);
    expect(stderr.trim()).not.toContain('\n');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  }
  const { stderr } = await mainHere([
    'verify',
    ...campaign,
    '--seed',
    '6',
    ...corpus,
    '--shard',
    '2/3',
    '--records',
    at('6'),
  ]);
  expect(stderr).toContain('Shard 2/3 of seed 6.');
  expect((await merge(one, at('6'))).stderr).toMatch(/6: not of the campaign of \S+1\.gz: seed 6, not 5/);
});

test('counterexamples are written by the merge, not by the shards, and only if they show on this machine', async () => {
  const mine = [
    'dot-any-order',
    '--engine',
    wrongEngine(folder),
    '--subject',
    'wrong',
    '--cases',
    '60',
    '--seed',
    '98',
  ];
  const places = ['one', 'merged', 'right'].map((name) => at(`corpus-${name}`)) as [string, string, string];
  const run = (...words: readonly string[]): Promise<Ended> => mainHere(['verify', ...mine, '--jobs', '1', ...words]);
  const one = await run('--corpus', places[0], '--json');
  for (const k of [1, 2]) await run('--corpus', places[1], '--shard', `${k}/2`, '--records', at(`w${k}`));
  expect(readdirSync(folder)).not.toContain('corpus-merged');
  const words = (place: string): readonly string[] => [
    'campaign',
    'merge',
    at('w1'),
    at('w2'),
    '--corpus',
    place,
    '--json',
  ];
  const all = await mainHere([...words(places[1]), '--engine', wrongEngine(folder)]);
  expect(all.status).toBe(1);
  const moved = (text: string): unknown => bare(text.replaceAll(places[1], places[0]));
  expect(moved(all.stdout)).toEqual(bare(one.stdout));
  expect(JSON.parse(all.stdout).findings.length).toBeGreaterThan(0);
  const kept = (place: string): readonly string[] => readdirSync(join(place, 'dot-any-order'));
  expect(kept(places[1])).toEqual(kept(places[0]));
  // Without the engine nothing can be replayed: they count, and a line says so.
  const without = await mainHere(words(places[1]));
  expect(without.stderr).toMatch(/NOT REPLAYED HERE {2}dot-any-order\/[0-9a-f]{16}: there is no subject wrong/);
  expect(JSON.parse(without.stdout).findings).toHaveLength(JSON.parse(all.stdout).findings.length);
  // The same engine, mended: what others found does not show here.
  const program = readFileSync(at('wrong.py'), 'utf8').replace('yield total * 1.5', 'yield total');
  writeFileSync(at('right.py'), program);
  const right = wrongEngine(folder).replace('wrong.py', 'right.py');
  const mended = await mainHere([...words(places[2]), '--engine', right]);
  expect(mended.stderr).toMatch(/DOES NOT SHOW HERE {2}dot-any-order\/[0-9a-f]{16}: the claim holds for it here/);
  const { findings, jobs, verdict } = JSON.parse(mended.stdout);
  expect({ findings, status: mended.status }).toEqual({ findings: [], status: 1 });
  expect(jobs.notShown[0]).toMatchObject({ claim: 'dot-any-order', subject: 'wrong/conv2d:binary64' });
  expect(verdict.unexpected).toContainEqual({
    kind: 'not-shown',
    claim: 'dot-any-order',
    subject: 'wrong/conv2d:binary64',
  });
  expect(readdirSync(folder)).not.toContain('corpus-right');
});

test('a known defect that shows on one of the machines shows, and a line says that it does not on all', async () => {
  const defect = (shows: boolean) => ({ entry: exampleEntry, hits: 0, sameVersion: true, shows });
  const withDefect = (file: string, shows: boolean): string =>
    write(
      `defect-${shows}`,
      edit(file, (head) => ({ ...head, head: { ...head.head, defects: [defect(shows)] } })),
    );
  const { stdout, stderr } = await merge(withDefect('1.gz', false), withDefect('2.gz', true), '--json');
  expect(JSON.parse(stdout).defects).toMatchObject([{ shows: true }]);
  expect(stderr).toContain(`The known defect ${exampleEntry.claim}/${exampleEntry.id} of `);
});

test('a shard without ranges has status 0 and a file; shards of a new seed are refused', async () => {
  const { status, stdout, stderr } = await shard(40, 40, 'none.gz');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('Shard 40/40 has nothing to do: the campaign has fewer ranges.');
  expect(linesOf('none.gz')).toHaveLength(2);
  const fuzz = await mainHere(['fuzz', ...claims, '--shard', '1/2', '--seconds', '1', ...corpus]);
  expect(fuzz.status).toBe(2);
  expect(fuzz.stderr).toMatch(
    /^lastbit: --shard: goes with --seed, which all shards of a campaign share, as in [^\n]*\n$/,
  );
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
