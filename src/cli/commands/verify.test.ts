import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseEntry } from '../../corpus/parse-entry.ts';
import { mainHere } from '../main-here.test-support.ts';
import { wrongEngine } from './wrong-engine.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));
const corpus = join(folder, 'corpus');
const file = join(folder, 'file');
writeFileSync(file, '');

test.each([
  [['dot-any-ordr'], 'no claim "dot-any-ordr"; did you mean dot-any-order?'],
  [['--cases', '0'], '--cases 0: not a whole number from 1 to 1000000000'],
  [['--cases', '1e3'], '--cases 1e3: not a whole number'],
  [['--cases', '9999999999'], '--cases 9999999999: not a whole number from 1'],
  [['--seconds', '0'], '--seconds 0: not a whole number from 1'],
  [['--seed', '-1'], '--seed -1: not a whole number'],
  [['--shard', '3/2'], '--shard 3/2: not K/N with 1 ≤ K ≤ N ≤ 4096'],
  [['--shard', '0/2'], '--shard 0/2: not K/N'],
  [['--jobs', '0'], '--jobs 0: not a whole number from 1 to 1024'],
  [['--jobs', 'all'], '--jobs all: not a whole number from 1 to 1024'],
  [['--shard', 'half'], '--shard half: not K/N'],
  [['--shape', '56x56x64*3'], '--shape 56x56x64*3: a kernel has 2 to 4 sizes, not 1: ROWSxCOLUMNS, then xOUT'],
  [['--shape', '5x5', '--stride', 'fast'], '--stride fast: fast is not a number or a range, as in 3, 8..64 or 1,2,4'],
  [
    ['--shape', '5x5', '--padding', '1,2,3'],
    '--padding 1,2,3: not valid, same, valid,same, N, ROWSxCOLUMNS or TOP,BOTTOM,LEFT,RIGHT',
  ],
  [['--stride', '2'], '--stride: goes with --shape only, as in --shape 8..64x8..64x3*3x3x16 --stride 1,2'],
  [['--shape', '9999x9999x64*3x3x64'], 'at most 4194304 of image and kernel together are allowed'],
  [['--terms', '99999'], '--terms 99999: at most 10000 terms; for longer dot products use --shape 1x99999'],
  [['--op', 'conv4d'], '--op conv4d: there is no such operation; did you mean conv2d? Operations: conv2d, depthwise-'],
  [['--op', 'dot', '--subject', 'lastbit'], '--op dot: these subjects compute conv2d only'],
  [
    ['--op', 'depthwise-conv2d', '--shape', '9x9x8*3x3x8'],
    'a depthwise kernel has one channel out; write ROWSxCOLUMNSx1',
  ],
  [['--subject', 'numpi'], '--subject numpi: there is no such subject or engine; did you mean numpy?'],
  [
    ['--engine', 'mine=no-such-program', '--subject', 'mine'],
    'to get it: make the command "no-such-program" answer hello as docs/protocol.md says\n',
  ],
  [['dot-kahan', '--subject', 'lastbit/sequential'], 'nothing to try: dot-kahan does not apply to these subjects'],
  [['two-sum-exact', '--subject', 'lastbit/sequential'], 'nothing to try: two-sum-exact does not apply'],
])('%j is one line on standard error and status 2', async (words, said) => {
  const { status, stdout, stderr } = await mainHere(['verify', ...words, '--corpus', corpus]);
  expect(stderr).toContain(said);
  expect(stderr.trim()).not.toContain('\n');
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

const quick = ['verify', 'two-sum-exact', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '60'];

test('two runs print the same bytes, and the time goes to standard error', async () => {
  const words = [...quick, '--subject', 'lastbit/binary32', '--corpus', corpus];
  const [one, other] = [await mainHere(words), await mainHere(words)];
  expect(one.stdout).toBe(other.stdout);
  expect(one.stdout).toMatch(/two-sum-exact +proven +holds/);
  expect(one.stderr).toMatch(/ s: [\d,]+ cases\/s/);
  expect(one.status).toBe(0);
});

test('a run can be aimed at shapes and at numbers of terms, and a seed gives the same one', async () => {
  const aimed = ['verify', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '40', '--corpus', corpus];
  const words = [...aimed, '--shape', '8..17x5x2*3x3x1..4', '--stride', '1,2', '--padding', 'same', '--json'];
  const [one, other] = [await mainHere(words), await mainHere(words)];
  const { rows } = JSON.parse(one.stdout);
  expect(Object.keys(rows[0].attainedByTerms)).toEqual(['18']);
  expect(rows[0].attainedBy.shape).toMatch(/^1×\d+×5×2 \* 3×3×2×\d stride (1×1|2×2) dilation 1×1 same$/);
  expect(JSON.parse(other.stdout).rows).toEqual(rows);
  const terms = JSON.parse((await mainHere([...aimed, '--terms', '7', '--json'])).stdout);
  expect(Object.keys(terms.rows[0].attainedByTerms)).toEqual(['7']);
});

test('--report and --junit write the run, and the text ends with the line that decides', async () => {
  const [page, xml] = [join(folder, 'page.html'), join(folder, 'new', 'junit.xml')];
  const { status, stdout } = await mainHere([...quick, '--corpus', corpus, '--report', page, '--junit', xml]);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /\nCovered: [\s\S]*\nNot covered: [\s\S]*\nlastbit\/sequential: no violation of 1 proven claim on \d+ cases, /,
  );
  expect(readFileSync(page, 'utf8')).toContain('Nothing new is violated');
  expect(readFileSync(xml, 'utf8')).toMatch(
    /<testcase classname="lastbit\/sequential" name="dot-any-order"><\/testcase>/,
  );
});

test('a counterexample is kept, or printed in full where it cannot be written; the status is 1', async () => {
  // The first batch of this seed is of a shape that the engine takes.
  const few = ['--cases', '60', '--seed', '98'];
  const words = ['verify', 'dot-any-order', '--engine', wrongEngine(folder), '--subject', 'wrong', ...few];
  mkdirSync(join(folder, 'blocked'));
  writeFileSync(join(folder, 'blocked', 'dot-any-order'), '');
  const lost = await mainHere([...words, '--corpus', join(folder, 'blocked')]);
  expect(lost.status).toBe(1);
  const whole = /could not be written to (\S+): .*ENOTDIR.*; here it is:\n(\{[\s\S]*?\n\}\n)/.exec(lost.stderr)!;
  const entry = parseEntry(whole[2]!, 'printed');
  expect(whole[1]).toContain(`dot-any-order/${entry.id}.json`);
  for (const said of [
    /VIOLATED {2}dot-any-order by wrong\/conv2d:binary64 version 1/,
    /exact/,
    /error ÷ bound/,
    /seed/,
    /replay/,
  ])
    expect(lost.stderr).toMatch(said);
  const kept = await mainHere([...words, '--corpus', corpus]);
  expect(kept.status).toBe(1);
  expect(kept.stdout).toMatch(/wrong\/conv2d:binary64 +VIOLATED/);
  expect(readdirSync(join(corpus, 'dot-any-order'))).toContain(`${entry.id}.json`);
});
