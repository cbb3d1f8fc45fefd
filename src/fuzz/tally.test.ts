import { expect, test } from 'vitest';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { emptyHistogram } from '../judge/ratio-histogram.ts';
import { Tally } from './tally.ts';

const place = { seed: 1, batch: 0, index: 0, distribution: 'specials', shape: '1×1×1×1 * 1×1×1×1' };

/** A row of batches of `cases` cases with one output each, a fifth of them discarded. */
function verdictOf(batches: number, cases: number): string {
  const tally = new Tally(dotAnyOrder, 'test/conv2d', '1');
  const discarded = cases / 5;
  const reasons = new Map([['an input is NaN or infinite', discarded]]);
  for (let batch = 0; batch < batches; batch++)
    tally.add({ outputs: cases, discarded, reasons, attained: 0.5, histogram: emptyHistogram() }, cases, place);
  return tally.row().verdict;
}

test('a share of discarded outputs above a tenth counts once there are a thousand cases in ten batches', () => {
  expect(verdictOf(9, 2000)).toBe('holds');
  expect(verdictOf(10, 95)).toBe('holds');
  expect(verdictOf(10, 100)).toBe('vacuous');
});
