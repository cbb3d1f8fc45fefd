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
  [['--shard', 'half'], '--shard half: not K/N'],
  [['--subject', 'numpi'], '--subject numpi: there is no such subject or engine; did you mean numpy?'],
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

test('two runs print the same bytes, the time goes to standard error, and a shard is another seed', async () => {
  const words = [...quick, '--subject', 'lastbit/binary32', '--corpus', corpus];
  const [one, other] = [await mainHere(words), await mainHere(words)];
  expect(one.stdout).toBe(other.stdout);
  expect(one.stdout).toMatch(/two-sum-exact +proven +holds/);
  expect(one.stderr).toMatch(/ s: [\d,]+ cases\/s/);
  expect(one.status).toBe(0);
  const shard = await mainHere([...words, '--shard', '2/3']);
  const seed = /Shard 2\/3: seed (\d+)/.exec(shard.stderr)?.[1];
  expect(shard.stdout).toContain(`seed ${seed}.`);
  expect((await mainHere([...words, '--seed', seed!])).stdout).toBe(shard.stdout);
  expect(shard.stdout).not.toBe(one.stdout);
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
  const few = ['--cases', '20', '--seed', '98'];
  const words = ['verify', 'dot-any-order', '--engine', wrongEngine(folder), '--subject', 'wrong', ...few];
  mkdirSync(join(folder, 'blocked'));
  writeFileSync(join(folder, 'blocked', 'dot-any-order'), '');
  const lost = await mainHere([...words, '--corpus', join(folder, 'blocked')]);
  expect(lost.status).toBe(1);
  const whole = /could not be written to (\S+): .*ENOTDIR.*; here it is:\n(\{[\s\S]*?\n\}\n)/.exec(lost.stderr)!;
  const entry = parseEntry(whole[2]!, 'printed');
  expect(whole[1]).toContain(`dot-any-order/${entry.id}.json`);
  for (const said of [
    /VIOLATED {2}dot-any-order by wrong\/conv2d:binary64 1/,
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
}, 60_000);
