import { expect, test } from 'vitest';
import {
  chain,
  halves,
  lanes,
  plantedMatmul,
  reversed,
  type Sum,
  type Where,
} from '../bench/invariance/planted-matmul.ts';
import { convShape } from '../conv/shape-text.ts';
import { repeats } from '../repeats.test-support.ts';
import { summing } from '../reveal/convolution/subjects.test-support.ts';
import { type Axis, allAxes } from './axes.ts';
import { type Invariance, invariance, isInvariant } from './invariance.ts';
import { describeKnown } from './known.ts';
import { kindsOf } from './vary.ts';

const base = convShape('1x1x8*1x1x1');

async function find(how: (where: Where) => Sum, axis: Axis, upTo?: number): Promise<Invariance> {
  return invariance(plantedMatmul(how), base, { axes: [axis], seed: 1, upTo });
}

/** Axis, sizes and trees on both sides of each switch. */
const sidesIn = ({ switches, known }: Invariance): readonly unknown[] =>
  switches.map(({ sides }) => sides.flatMap((side) => [side.size, describeKnown(known[side.known]!)]));
const fourLanes = '4 lanes, joined one after another, tail after';
const [few, many] = [chain, lanes(4)];

const [most, split] = [repeats(4096, 1024), repeats(2048, 256)];

test(`a switch at 256 of ${most} rows is found in fewer than 200 calls, with the smallest input`, async () => {
  const found = await find(({ rows }) => (rows >= 256 ? many : few), 'rows', most);
  expect(sidesIn(found)).toEqual([[255, 'sequential', 256, fourLanes]]);
  expect(found.calls).toBeLessThan(200);
  const [one, other] = found.switches[0]!.input!.results;
  expect(one).not.toBe(other);
  expect(found.switches[0]!.input!.terms).toHaveLength(3);
  expect(isInvariant(found)).toBe(false);
  expect(found.axes[0]!.tested.every(({ certified }) => certified)).toBe(true);
});

test('a switch between sizes of the grid is narrowed down', async () => {
  const found = await find(({ rows }) => (rows >= 77 ? many : few), 'rows', 200);
  expect(sidesIn(found)).toEqual([[76, 'sequential', 77, fourLanes]]);
});

test(`a sum that is split into two above ${split} terms`, async () => {
  const found = await find(({ n }) => (n > split ? halves : chain), 'terms', split + 4);
  expect(sidesIn(found)).toEqual([[split, 'sequential', split + 1, '2 equal blocks']]);
});

test('one family for all numbers of terms is no switch', async () => {
  const found = await find(() => many, 'terms', 64);
  expect([sidesIn(found), isInvariant(found)]).toEqual([[], true]);
});

test('a tail that depends on the rows mod 4, shown at the smallest shapes', async () => {
  const found = await find(({ rows, row }) => (row >= rows - (rows % 4) ? reversed : chain), 'rows', 256);
  const [axis] = found.axes;
  expect([axis!.period, isInvariant(found)]).toEqual([4, false]);
  expect(sidesIn(found)[0]).toEqual([3, 'reversed', 4, 'sequential']);
  expect(axis!.tested.find(({ size }) => size === 255)!.runs.map(({ last }) => last)).toEqual([251, 254]);
});

test('the place in a request, and the number of cases in it', async () => {
  const byPlace = await find(({ index }) => (index === 7 ? many : few), 'place');
  expect(byPlace.axes[0]!.tested.at(-1)).toMatchObject({
    unit: 'cases',
    runs: [{ last: 6 }, { last: 7 }, { last: 15 }],
  });
  expect(isInvariant(byPlace)).toBe(false);
  const byCount = await find(({ count }) => (count > 8 ? many : few), 'batch', 32);
  // The base is asked in large requests, and so is computed in the other way.
  expect(sidesIn(byCount)).toEqual([[8, 'sequential', 9, fourLanes]]);
});

test('another arithmetic on the same tree is another way to compute', async () => {
  const fused: Sum = (a, from, b, column, step, n) => {
    let sum = 0;
    for (let t = 0; t < n; t += 1) sum += a[from + t]! * b[column + t * step]!;
    return Math.fround(sum);
  };
  const found = await find(({ columns }) => (columns > 3 ? fused : chain), 'columns', 20);
  expect(sidesIn(found)).toEqual([[3, 'sequential', 4, 'sequential']]);
});

/** Sums of three products in binary64 show their order rarely; the certificate does not need luck. */
test('an order that no replayed vector shows', async () => {
  const wide =
    (order: readonly number[]): Sum =>
    (a, from, b, column, step) =>
      Math.fround(order.reduce((sum, t) => sum + a[from + t]! * b[column + t * step]!, 0));
  const [forward, other] = [wide([0, 1, 2]), wide([0, 2, 1])];
  const engine = plantedMatmul(({ rows }) => (rows > 5 ? other : forward));
  const found = await invariance(engine, convShape('1x1x3*1x1x1'), { axes: ['rows'], seed: 6, upTo: 20 });
  expect(found.axes[0]!.switches.map(([one, two]) => [one.size, two.size])).toEqual([[5, 6]]);
});

test('zeros that fill a block', async () => {
  const found = await find(({ n }) => (n >= 16 ? many : few), 'padding', 24);
  expect(sidesIn(found)).toEqual([[15, 'sequential', 16, fourLanes]]);
});

test('two threads that sum the halves', async () => {
  const with1 = plantedMatmul(() => chain);
  const with2 = plantedMatmul(({ rows }) => (rows > 100 ? halves : chain));
  const threaded = async (threads: number) => (threads === 2 ? with2 : with1);
  const options = { axes: ['rows', 'threads'], seed: 1, upTo: 128, threaded } as const;
  const found = await invariance(with1, base, options);
  expect(found.switches.map(({ axis, sides }) => [axis, sides.map(({ setting }) => setting.threads)])).toEqual([
    ['threads', [1, 2]],
  ]);
});

test('one that is invariant, and what does not apply', async () => {
  const found = await invariance(
    plantedMatmul(() => many),
    base,
    { axes: allAxes.filter((axis) => axis !== 'padding'), seed: 1, upTo: 40 },
  );
  expect(isInvariant(found)).toBe(true);
  expect(found.known.filter(({ n }) => n === 8)).toHaveLength(1);
  expect(found.left.map(({ axis }) => axis)).toEqual(['channels', 'groups', 'threads']);
});

test('an engine without a tree is compared by its bits', async () => {
  const sorted = (products: readonly number[]): number =>
    [...products].sort((a, b) => a - b).reduce((sum, value) => Math.fround(sum + value), 0);
  const engine = summing((products) => sorted(products));
  const found = await invariance(engine, convShape('4x4*3x3'), { axes: ['channels', 'batch'], seed: 1, upTo: 4 });
  expect([found.known.length, found.known[0]!.kind, isInvariant(found)]).toEqual([1, 'bits', true]);
  expect(found.axes.every(({ tested }) => tested.every(({ certified }) => !certified))).toBe(true);
});

test('a convolution whose windows overlap: every place is asked', async () => {
  const engine = summing((products, output) => {
    const order = output === 3 ? [...products].reverse() : products;
    return order.reduce((sum, value) => Math.fround(sum + value), 0);
  });
  const found = await invariance(engine, convShape('4x4*3x3'), { axes: ['place'], seed: 1 });
  expect(sidesIn(found)).toEqual([[0, 'sequential', 3, 'reversed']]);
  expect(found.axes[0]!.tested.map((one) => kindsOf(one))).toContainEqual([1]);
});

test('an axis that takes too long ends, and says where and why', async () => {
  let time = 0;
  const slow = plantedMatmul(() => {
    time += 1;
    return chain;
  });
  const axes: readonly Axis[] = ['rows', 'batch'];
  const found = await invariance(slow, base, { axes, seed: 1, seconds: 1, now: () => time });
  expect(found.axes.map(({ stopped }) => stopped?.because)).toEqual(axes.map(() => 'the 1 s for each axis are over'));
  expect(found.axes.map(({ tested }) => tested.length > 0)).toEqual([true, true]);
});
