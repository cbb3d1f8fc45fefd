import { winogradFour, winogradTwo } from '../../claims/comparisons/winograd-transform.ts';
import type { Subject } from '../../engines/engine.ts';
import { lastbitSubjects } from '../../engines/subjects.ts';
import { sumWith, withoutZeros } from './arithmetic-mutants.ts';
import { loops, mutantEngine, type Sum } from './mutant.ts';
import { winograd } from './winograd.ts';

const own = [
  'sequential',
  'reversed',
  'pairwise',
  'numpy-pairwise',
  'lanes-8',
  'sequential-fused',
  'sequential-wide',
  'sequential-two-roundings',
  'kahan',
  'neumaier',
  'dot2',
  'correctly-rounded',
];

const fromTheEnd: Sum = (left, right, from, n) => {
  let sum = 0;
  for (let t = from + n - 1; t >= from; t--) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
  return sum;
};

/**
 * Correct implementations: algorithms of lastbit, held to all that they promise, and loops about which nothing is
 * known, as about a foreign engine. Two of these are transforms: they are held to normwise bounds.
 */
export const legitimateSubjects: readonly Subject[] = [
  ...lastbitSubjects().filter(({ id, format }) => format === 'binary32' && own.includes(id.slice('lastbit/'.length))),
  mutantEngine('plain', loops({})),
  mutantEngine('from-the-end', loops({ sum: fromTheEnd })),
  mutantEngine('binary64-accumulator', loops({ sum: sumWith({ product: (x) => x, sum: (x) => x }) })),
  mutantEngine('zeros-left-out', loops({ sum: withoutZeros })),
  mutantEngine('rounded-twice', loops({ sum: sumWith({ product: (x) => x }) })),
  mutantEngine('winograd-2x2', winograd(winogradTwo)),
  mutantEngine('winograd-4x4', winograd(winogradFour)),
];
