import { expect, test } from 'vitest';
import { repeats } from '../../repeats.test-support.ts';
import { compareTolerances } from './compare-tolerances.ts';
import { toleranceCells } from './format-tolerances.ts';

test('claims reject every mutant and nothing that is correct; no tolerance does either', async () => {
  const table = await compareTolerances(2018, repeats(22, 12));
  const { titles, rows } = toleranceCells(table);
  const [rejected, clean, wolf] = rows
    .slice(-3)
    .map((row) => new Map(titles.map((title, place) => [title, row[place]!])));
  const { length } = table.bugs;
  expect(length).toBeGreaterThanOrEqual(24);
  expect([rejected!.get('lastbit'), clean!.get('lastbit'), wolf!.get('lastbit')]).toEqual([
    `${length}`,
    `${length}`,
    '0',
  ]);
  for (const name of ['tfjs', 'TensorFlow', 'PyTorch', 'ONNX', 'JAX', 'cuDNN', 'NumPy']) {
    expect(Number(clean!.get(name)), name).toBeLessThan(length);
    expect(Number(wolf!.get(name)), name).toBeGreaterThan(0);
  }
  const row = table.rules.findIndex(({ name }) => name === 'lastbit');
  expect(table.legitimate.flatMap(({ rejected: counts }) => counts[row]!).every((count) => count === 0)).toBe(true);
});
