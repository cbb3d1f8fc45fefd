import { expect, test } from 'vitest';
import { dotAnyOrder } from '../claims/error-bounds/dot-any-order.ts';
import { emptyHistogram } from '../judge/ratio-histogram.ts';
import { Tally } from './tally.ts';

const place = { seed: 1, batch: 0, index: 0, family: 'specials', shape: '1×1×1×1 * 1×1×1×1' };

/** A row of batches of so many cases, one output each, one in five of them vacuous. */
function verdictOf(batches: number, cases: number): string {
  const tally = new Tally(dotAnyOrder, 'test/conv2d', '1');
  const vacuous = cases / 5;
  const reasons = new Map(Array.from({ length: vacuous }, (_, output) => [output, 'an input is NaN or infinite']));
  for (let batch = 0; batch < batches; batch++)
    tally.add({ windows: cases, vacuous, attained: 0.5, histogram: emptyHistogram() }, reasons, cases, place);
  return tally.row().verdict;
}

test('a share of vacuous outputs above a tenth counts once there are a thousand cases in ten batches', () => {
  expect(verdictOf(9, 2000)).toBe('holds');
  expect(verdictOf(10, 95)).toBe('holds');
  expect(verdictOf(10, 100)).toBe('vacuous');
});
