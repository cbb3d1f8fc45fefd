import { expect, test } from 'vitest';
import type { Format } from '../../float/format.ts';
import { judgeOperation } from '../../judge/judge-numbers.ts';
import { operationClaims } from '../all-claims.ts';
import { roundedArithmetic } from '../rounded-arithmetic.ts';
import { numbersOf, tuples } from './small-formats.test-support.ts';

/** Few enough numbers for all pairs; those of the last two also for all triples. */
const formats: readonly Format[] = [
  { precision: 5, minExponent: -1, maxExponent: 2 },
  { precision: 4, minExponent: -2, maxExponent: 3 },
  { precision: 3, minExponent: -1, maxExponent: 2 },
  { precision: 2, minExponent: -3, maxExponent: 3 },
];

test.each(operationClaims)('$id holds for all numbers of formats of 2 to 5 bits', (claim) => {
  for (const format of claim.operands < 3 ? formats : formats.slice(2)) {
    const arithmetic = roundedArithmetic(format);
    const numbers = numbersOf(format);
    let held = 0;
    for (const operands of tuples(numbers, claim.operands)) {
      // The others are their mirror images: rounding is odd.
      if (operands[0]! < 0 && claim.id !== 'add-monotone') continue;
      const { kind } = judgeOperation(claim, operands, arithmetic);
      if (kind === 'violated') expect.fail(`${operands} in ${arithmetic.name}`);
      if (kind === 'holds') held++;
    }
    expect(held).toBeGreaterThan(0.025 * numbers.length ** claim.operands);
  }
});
