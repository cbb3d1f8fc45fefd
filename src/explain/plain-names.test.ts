import { expect, test } from 'vitest';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { namedComputations } from './plain-names.ts';

const candidates = algorithms.map((one) => ({ subject: subjectId(one), format: one.format, value: 1 }));
const names = (terms: number, isSum = false): readonly string[] =>
  namedComputations([...candidates].reverse(), terms, { rows: 1, columns: terms, channels: 1 }, isSum).map(
    ({ name }) => name,
  );

test('a plain loop stands first, and every algorithm has a name of its own', () => {
  const all = names(100);
  expect(all[0]).toBe('a loop from the first term to the last (products and sums rounded to binary32)');
  expect(all[1]).toBe('a loop from the first term to the last (fused multiply-adds in binary32)');
  expect(all.length).toBe(algorithms.length);
  expect(new Set(all).size).toBe(all.length);
  expect(all.findIndex((name) => name.includes('binary64'))).toBeGreaterThan(
    all.indexOf('a sum in 8 lanes (products and sums rounded to binary32)'),
  );
});

test('what is one computation here is named once', () => {
  const three = names(3);
  expect(three.filter((name) => /pairwise|halves \(/.test(name))).toEqual([]);
  expect(names(3, true)[0]).toBe('a loop from the first term to the last (in binary32)');
  expect(names(3, true).filter((name) => name.includes('fused'))).toEqual([]);
});

test('engines are named after algorithms', () => {
  const engine = { subject: 'numpy/multiply-sum', format: 'binary32' as const, value: 1 };
  const named = namedComputations([engine, candidates[0]!], 9, { rows: 1, columns: 9, channels: 1 }, false);
  expect(named.map(({ subject }) => subject)).toEqual(['lastbit/sequential', 'numpy/multiply-sum']);
});
