import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemOf } from '../../../errors/usage-error.ts';
import { hashOf } from '../../../queue/ability.ts';
import { claimFilesOf, settingsOf } from './queued-settings.ts';

const settings = { ids: [], subjects: ['numpy'], claimHashes: [], seed: 1, cases: 10, aim: { op: 'dot' } };
const id = 'a'.repeat(64);

test.each([
  ['no settings', undefined],
  ['a path', { ...settings, claimFiles: ['/etc/passwd'] }],
  ['a command', { ...settings, engine: ['mine=rm'] }],
  ['a word without end', { ...settings, ids: ['x'.repeat(1001)] }],
  ['too many words', { ...settings, subjects: Array(1001).fill('x') }],
  ['another type', { ...settings, aim: { op: ['dot'] } }],
])('%s is refused by one line', (_, value) => {
  expect(settingsOf({ id, settings })).toEqual(settings);
  expect(problemOf(() => void settingsOf({ id, settings: value }))).toMatch(/^campaign aaaaaaaa: \S+: .+$/);
});

test('files of claims are found by what they hold, in the order of the campaign', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-settings-'));
  try {
    const files = ['one.mjs', 'two.mjs'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, file);
    const claimHashes = files.toReversed().map(hashOf);
    expect(claimFilesOf({ ...settings, claimHashes }, files)).toEqual(files.toReversed());
    const problem = problemOf(() => void claimFilesOf({ ...settings, claimHashes }, files.slice(0, 1)));
    expect(problem).toMatch(/^the campaign has claims of a file with the sha256 [0-9a-f]{16}…; give it by --claims$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
