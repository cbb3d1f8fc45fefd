import { expect, test } from 'vitest';
import { repeats } from '../repeats.test-support.ts';
import { forEachDot } from './dot-distributions.test-support.ts';
import { toBinary32, toBinary64 } from './dyadic.ts';
import { exactDot32, exactDot64, exactDotDyadic } from './exact-dot.ts';
import { growExpansion, roundExpansion32, roundExpansion64 } from './expansion.ts';

/** Compares bit for bit, including the sign of zero; gives the first few cases that differ. */
function disagreements(seed: number, count: number, longest: number): readonly string[] {
  const wrong: string[] = [];
  forEachDot(seed, count, longest, (left, right, n, distribution) => {
    const expansion: number[] = [];
    for (let t = 0; t < n; t++) growExpansion(expansion, left[t]! * right[t]!);
    const exact = exactDotDyadic(left, right, 0, n);
    const to64 = toBinary64(exact);
    const to32 = toBinary32(exact);
    const agree =
      Object.is(exactDot64(left, right, 0, n), to64) &&
      Object.is(exactDot32(left, right, 0, n), to32) &&
      Object.is(roundExpansion64(expansion), to64) &&
      Object.is(roundExpansion32(expansion), to32);
    if (!agree && wrong.length < 5) wrong.push(`${distribution}: [${left.subarray(0, n)}] · [${right.subarray(0, n)}]`);
  });
  return wrong;
}

test('certified sums, expansions and big integers agree on short dot products', () => {
  expect(disagreements(20181101, repeats(1_020_000, 80_000), 8)).toEqual([]);
});

test('and on long ones', () => {
  expect(disagreements(20181102, 12_000, 200)).toEqual([]);
});
