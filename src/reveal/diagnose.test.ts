import { expect, test } from 'vitest';
import { orders } from '../orders/all-orders.ts';
import { boxOf, randomTree } from './boxes.test-support.ts';
import type { Probe } from './probe.ts';
import { type Revelation, reveal } from './reveal.ts';
import { smallRng } from './small-rng.ts';
import { sumInBinary32 } from './sum-in-binary32.ts';

const orderBox = (name: string): Probe => {
  const order = orders.find((one) => one.name === name && one.format === 'binary32')!;
  return async (lefts, rights, n, count) => {
    const out = new Float32Array(count);
    order.evaluate(lefts, rights, n, count, out);
    return out;
  };
};

const tree = randomTree(smallRng(9), 25);
const sequential = (terms: readonly number[]): number => terms.reduce((sum, value) => Math.fround(sum + value), 0);
let calls = 0;
const boxes: Readonly<Record<string, readonly [Revelation['explained'] | string, Probe]>> = {
  kahan: ['compensated', orderBox('kahan')],
  neumaier: ['compensated', orderBox('neumaier')],
  dot2: ['compensated', orderBox('dot2')],
  'correctly rounded': ['compensated', orderBox('correctly-rounded')],
  'smallest first': [
    'value-dependent',
    boxOf((terms) => sequential([...terms].sort((a, b) => Math.abs(a) - Math.abs(b)))),
  ],
  'zeros left out': [
    'value-dependent',
    async (lefts, rights, n, count) =>
      Float32Array.from({ length: count }, (_, i) => {
        const pairs = Array.from({ length: n }, (_, k) => [lefts[i * n + k]!, rights[i * n + k]!] as const);
        return sequential(pairs.filter(([a, b]) => a !== 0 && b !== 0).map(([a, b]) => Math.fround(a * b)));
      }),
  ],
  'a new order in every call': [
    'not-repeatable',
    async (lefts, rights, n, count) => {
      calls += 1;
      const other = randomTree(smallRng(calls), n);
      return boxOf((terms) => sumInBinary32(other, terms))(lefts, rights, n, count);
    },
  ],
  'cut toward zero': [
    'arithmetic',
    boxOf((terms) => {
      let sum = 0;
      for (const value of terms) {
        const exact = sum + value;
        const rounded = Math.fround(exact);
        sum =
          Math.abs(rounded) <= Math.abs(exact)
            ? rounded
            : rounded - Math.sign(rounded) * 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23);
      }
      return sum;
    }),
  ],
  'order by the sign of the first term': [
    'arithmetic',
    boxOf((terms) => (terms[0]! < 0 ? sequential([...terms].reverse()) : sumInBinary32(tree, terms))),
  ],
  'not a number': ['garbage', boxOf(() => Number.NaN)],
};

test.each(Object.entries(boxes))('%s is not given a tree', async (_, [obstacle, box]) => {
  const result = await reveal(box, 25);
  expect(result).toMatchObject({ explained: false, obstacle });
});

test('the first mismatch is shrunk: no term can be left out, no number is longer than the difference needs', async () => {
  const [, box] = boxes['order by the sign of the first term']!;
  const result = await reveal(box, 25);
  if (result.explained) expect.fail('explained');
  const { lefts, rights, computed, predicted } = result.replay!.first!;
  expect(computed).not.toBe(predicted);
  const terms = [...lefts].flatMap((left, term) => (left === 0 ? [] : [left * rights[term]!]));
  expect(terms.length).toBeLessThanOrEqual(3);
  expect([...lefts, ...rights].every((factor) => setBits(factor) <= 2)).toBe(true);
});

/** How many bits of a number's significand are 1, the leading one counted. */
function setBits(value: number): number {
  const word = new Int32Array(Float32Array.of(value).buffer)[0]! & 0x7fffff;
  return 1 + word.toString(2).replaceAll('0', '').length;
}
