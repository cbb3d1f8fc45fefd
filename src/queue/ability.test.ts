import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { abilityOf, abilityText, whyNot } from './ability.ts';
import { exampleAbility as wanted } from './fake-campaign.test-support.ts';
import { queueName } from './store.ts';

const hash = 'a'.repeat(64);
const own = { ...wanted, subjects: [...wanted.subjects, { id: 'two/conv2d', version: '9' }] };

test('a worker that has more can serve', () => {
  expect(whyNot(wanted, wanted)).toBeUndefined();
  expect(whyNot(wanted, own)).toBeUndefined();
});

test.each([
  [{ lastbit: '1.0.1' }, 'it wants lastbit 1.0.1, this is 1.0.0'],
  [{ architecture: 'arm64' }, 'it wants the architecture arm64, this is x64'],
  [{ subjects: [{ id: 'one/conv2d', version: '3' }] }, 'it wants one/conv2d 3, here it is 2'],
  [
    { subjects: [{ id: 'new/conv2d', version: '1\u001b[2J' }] },
    'it wants new/conv2d 1\\u001b[2J, which is missing here',
  ],
  [{ claimFiles: [hash] }, `it wants a file of --claims with the sha256 ${hash.slice(0, 16)}…`],
  [{ engines: [{ name: 'mine', files: [] }] }, 'it wants --engine mine=…, which is not given here'],
])('%j is declined by one line', (other, because) => {
  expect(whyNot({ ...wanted, ...other }, own)).toBe(because);
});

test('files are named by what they hold, wherever they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-ability-'));
  try {
    const paths = ['one.js', 'same.js', 'other.js'].map((name) => join(folder, name));
    for (const [index, text] of ['1', '1', '2'].entries()) writeFileSync(paths[index]!, text);
    const means = (file: string) => ({ subjects: [], claimFiles: [file], engines: { mine: `node '${file}' 1` } });
    const [one, same, other] = paths.map((path) => abilityOf(means(path)));
    expect(one).toEqual(same);
    expect(queueName(one!)).toBe(queueName(same!));
    expect(JSON.stringify(one)).not.toContain('one.js');
    expect(queueName(other!)).not.toBe(queueName(one!));
    expect(whyNot({ ...one!, claimFiles: [] }, { ...other!, claimFiles: [] })).toBe(
      'the files of --engine mine differ here',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an ability in words names each engine once', () => {
  const subjects = ['one/conv2d', 'one/dot'].map((id) => ({ id, version: '2' }));
  expect(abilityText({ ...own, subjects })).toBe('lastbit 1.0.0 x64 with one 2');
});
