import { afterEach, expect, test, vi } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import { refutationEntries } from '../replay/entry-of-numbers.ts';
import { judgedReplay, type Replay, unknownReplay, withoutSubject } from '../replay/replay-record.ts';
import { listLines, notReplayedText, replayLine } from './corpus-lines.ts';

afterEach(() => vi.unstubAllEnvs());

const entryOf = (id: string) => ({ ...exampleEntry, subject: { id, version: '1' } });
const holds = { state: 'holds', version: '1', sameBits: false } as const;

test('an entry of one’s own engine that now passes is fixed, and a regression where it must hold', () => {
  const line = replayLine(judgedReplay(entryOf('mine/conv2d'), holds));
  expect(line).toMatch(/: FIXED: it failed for mine\/conv2d 1$/);
  expect(replayLine(judgedReplay(entryOf('tfjs-wasm/conv2d'), holds))).toMatch(/NOT AS EXPECTED \(must-fail\)$/);
  const violated = judgedReplay(
    { ...entryOf('mine/conv2d'), expectation: 'must-hold' },
    { ...holds, state: 'violated' },
  );
  expect(replayLine(violated)).toMatch(/NOT AS EXPECTED \(must-hold\): REGRESSION: it held for mine\/conv2d 1$/);
});

test('named entries, or all, that were not replayed are told in one line; else only what CI demands', () => {
  const unknown = unknownReplay(entryOf('mine/conv2d'), 'there is no subject mine/conv2d');
  const missing: Replay = { entry: entryOf('numpy/multiply-sum'), state: 'missing', reason: 'no Python' };
  const replayed = judgedReplay(entryOf('mine/conv2d'), holds);
  const { id } = exampleEntry;
  expect(notReplayedText([replayed, unknown, missing], { isNamed: true, isDemanded: false })).toBe(
    `2 of 3 entries were not replayed; the first is ${id}: there is no subject mine/conv2d`,
  );
  expect(notReplayedText([unknown], { isNamed: false, isDemanded: false })).toMatch(/^1 of 1 entry was not replayed/);
  const declined = { ...unknown, state: 'declined', reason: 'not on a Monday' } as const;
  expect(notReplayedText([declined], { isNamed: false, isDemanded: false })).toContain('not on a Monday');
  expect(notReplayedText([replayed, declined], { isNamed: false, isDemanded: false })).toBeUndefined();
  expect(notReplayedText([], { isNamed: false, isDemanded: false })).toBe('there is no entry to replay');
  expect(notReplayedText([replayed, unknown, missing], { isNamed: false, isDemanded: false })).toBeUndefined();
  expect(notReplayedText([replayed, unknown, missing], { isNamed: false, isDemanded: true })).toBe(
    `1 of 3 entries was not replayed; the first is ${id}: no Python`,
  );
  expect(notReplayedText([replayed], { isNamed: true, isDemanded: true })).toBeUndefined();
});

test('an entry of an engine that is not installed says so, with the command, and CI does not demand it', () => {
  vi.stubEnv('XDG_CACHE_HOME', '/nowhere');
  const replay = withoutSubject(entryOf('litert/conv2d'));
  expect(replayLine(replay)).toMatch(
    /missing: LiteRT .* is not installed; to get it: npx lastbit engines install litert$/,
  );
  const replayed = judgedReplay(entryOf('mine/conv2d'), holds);
  expect(notReplayedText([replayed, replay], { isNamed: false, isDemanded: true })).toBeUndefined();
  expect(notReplayedText([replayed, replay], { isNamed: true, isDemanded: false })).toMatch(/not installed/);
  expect(replayLine(withoutSubject(entryOf('mine/conv2d')))).toMatch(/if it is yours, --engine mine=COMMAND$/);
});

test('corpus list fits its table to the width of a terminal', () => {
  const numbers = refutationEntries(allClaims).map((entry) => ({ path: 'a.json', entry }));
  const longest = (lines: readonly string[]): number => Math.max(...lines.map((text) => [...text].length));
  expect(longest(listLines(numbers))).toBeGreaterThan(80);
  for (const width of [80, 100, 200]) expect(longest(listLines(numbers, width))).toBeLessThanOrEqual(width);
});
