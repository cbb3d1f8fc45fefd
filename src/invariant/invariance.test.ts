import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { Axis } from './axes.ts';
import { type Invariance, invariance, isInvariant } from './invariance.ts';
import { describeKnown } from './known.ts';
import { chain, halves, lanes, plantedMatmul, reversed, type Sum, type Where } from './planted.test-support.ts';

const base = convShape('1x1x8*1x1x1');

async function find(how: (where: Where) => Sum, axis: Axis, upTo?: number): Promise<Invariance> {
  return invariance(plantedMatmul(how), base, { axes: [axis], seed: 1, upTo });
}

/** Sizes and trees on both sides of each switch. */
const sidesIn = ({ switches }: Invariance): readonly unknown[] =>
  switches.map(({ sides }) => sides.map(({ size, known }) => [size, known]));
const trees = ({ known }: Invariance): readonly string[] => known.map(describeKnown);

test('a switch at 256 of 4,096 rows is found in fewer than 200 calls, with the smallest input', async () => {
  const [few, many] = [chain, lanes(4)];
  const found = await find(({ rows }) => (rows >= 256 ? many : few), 'rows', 4096);
  expect(sidesIn(found)).toEqual([
    [
      [255, 0],
      [256, 1],
    ],
  ]);
  console.log(found.calls, found.checks, trees(found));
  expect(found.calls).toBeLessThan(200);
  expect(found.switches[0]!.input!.terms).toHaveLength(3);
  expect(isInvariant(found)).toBe(false);
});

test('a sum that is split above 2,048 terms', async () => {
  const found = await find(({ n }) => (n > 2048 ? halves : chain), 'terms', 4096);
  console.log(found.calls, trees(found).slice(0, 3), sidesIn(found));
}, 30000);

test('a tail that depends on the rows mod 4', async () => {
  const tail = reversed;
  const found = await find(({ rows, row }) => (row >= rows - (rows % 4) ? tail : chain), 'rows', 256);
  console.log(found.calls, trees(found), sidesIn(found), found.axes[0]!.period);
});
