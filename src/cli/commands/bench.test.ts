import { expect, test } from 'vitest';
import { mainHere } from '../main-here.test-support.ts';

test('options behind the name of a subcommand belong to the subcommand', async () => {
  const words = ['bench', 'tolerances', '--cases', '1', '--seed', '5', '--json'];
  const { status, stdout } = await mainHere(words);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ seed: 5 });
});

test('bad numbers are named on one line', async () => {
  for (const words of [
    ['bench', '--rounds', '0'],
    ['bench', 'mutants', '--seed', 'x'],
    ['bench', 'tolerances', '--cases', '0'],
    ['behaviours', '--cases', '0'],
    ['start', '--seconds', '0'],
  ]) {
    const { status, stderr } = await mainHere(words);
    expect([status, stderr.match(/\n/g)?.length]).toEqual([2, 1]);
    expect(stderr).toContain(words[words.length - 2]);
  }
});
