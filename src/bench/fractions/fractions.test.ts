import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compareWithFractions } from './fractions.ts';

const script = fileURLToPath(new URL('./exact_values.py', import.meta.url));

test('exact values are those of fractions, where Python is there', async () => {
  const found = await compareWithFractions(5, 200);
  if (typeof found === 'string') expect(found).toMatch(/^python3 does not start/);
  else expect(found).toMatchObject({ cases: 200, wrong: 0, first: [] });
});

test('a wrong sum, a wrong count and a missing output are seen', () => {
  const array = { sizes: [2], numbers: ['3', '1/2'] };
  const of = (outputs: unknown): string =>
    JSON.stringify({ kind: 'sum', array, axes: [0], mean: false, divisor: 1, outputs });
  const right = [['7', -1], ['7', -1], 2];
  const lines = [[right], [[['7', -2], ['7', -1], 2]], [[['7', -1], ['7', -1], 1]], []].map(of);
  const { error, stdout } = spawnSync('python3', ['-E', '-s', script], { input: lines.join('\n'), encoding: 'utf8' });
  if (error !== undefined) expect(error.message).toMatch(/ENOENT/);
  else expect(JSON.parse(stdout)).toMatchObject({ cases: 4, wrong: 3 });
});
