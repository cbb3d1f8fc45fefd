import { expect, test } from 'vitest';
import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { boxOf, randomTree } from '../boxes.test-support.ts';
import type { Obstacle } from '../not-a-tree.ts';
import type { Probe } from '../probe.ts';
import { reveal } from '../reveal.ts';
import { sumInBinary32 } from '../sum-in-binary32.ts';

const orderBox = (name: string, format = 'binary32'): Probe => {
  const order = algorithms.find((one) => one.name === name && one.format === format)!;
  return async (lefts, rights, n, count) => {
    const out = format === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    order.evaluate(lefts, rights, n, count, out);
    return out;
  };
};

/** A box that sees the factors of one vector, its place in the batch and how many there are. */
const pairsBox =
  (sum: (pairs: readonly (readonly [number, number])[], place: number, count: number) => number): Probe =>
  async (lefts, rights, n, count) =>
    Float32Array.from({ length: count }, (_, i) =>
      sum(
        Array.from({ length: n }, (_, k) => [lefts[i * n + k]!, rights[i * n + k]!] as const),
        i,
        count,
      ),
    );

const tree = randomTree(randomOf(9), 25);
const sequential = (terms: Iterable<number>): number => {
  let sum = 0;
  for (const value of terms) sum = Math.fround(sum + value);
  return sum;
};
const backwards = (terms: Float32Array): number => sequential([...terms].reverse());
const products = (pairs: readonly (readonly [number, number])[]): Float32Array =>
  Float32Array.from(pairs, ([a, b]) => a * b);
let calls = 0;
let sums = 0;

/** Toward zero, or away from it, by the exact sum, which binary64 holds for terms of like size. */
function directed(away: boolean): Probe {
  return boxOf((terms) => {
    let sum = 0;
    for (const value of terms) {
      const exact = sum + value;
      const rounded = Math.fround(exact);
      const ulp = 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23);
      const off = Math.abs(rounded) - Math.abs(exact);
      sum = off === 0 || off > 0 === away ? rounded : rounded + Math.sign(exact) * (away ? ulp : -ulp);
    }
    return sum;
  });
}

const boxes: Readonly<Record<string, readonly [Obstacle, RegExp, Probe]>> = {
  kahan: ['compensated', /within binary32.*the same bits as lastbit\/kahan on 4096/, orderBox('kahan')],
  neumaier: ['compensated', /compensated.*the same bits as lastbit\/neumaier on/, orderBox('neumaier')],
  klein: ['compensated', /the same bits as lastbit\/klein on 4096 random cases$/, orderBox('klein')],
  fabsum: ['compensated', /the same bits as lastbit\/fabsum on/, orderBox('fabsum')],
  dot2: ['compensated', /compensated.*the same bits as lastbit\/dot2 on/, orderBox('dot2')],
  'correctly rounded': ['compensated', /exact.*lastbit\/correctly-rounded on/, orderBox('correctly-rounded')],
  'correctly rounded in binary64': [
    'compensated',
    /exact.*lastbit\/correctly-rounded on/,
    orderBox('correctly-rounded', 'binary64'),
  ],
  'smallest first': [
    'value-dependent',
    /shuffled products give the same sum/,
    boxOf((terms) => sequential(terms.toSorted((a, b) => Math.abs(a) - Math.abs(b)))),
  ],
  'greatest first': [
    'value-dependent',
    /negatives of all products/,
    boxOf((terms) => sequential(terms.toSorted((a, b) => b - a))),
  ],
  'positive and negative products apart': [
    'value-dependent',
    /positive products stand among negative ones/,
    boxOf((terms) =>
      Math.fround(sequential(terms.filter((value) => value > 0)) + sequential(terms.filter((value) => !(value > 0)))),
    ),
  ],
  'order by the sign of the first product': [
    'value-dependent',
    /negatives of all products/,
    boxOf((terms) => (terms[0]! < 0 ? backwards(terms) : sumInBinary32(tree, terms))),
  ],
  'order by the size of the first product': [
    'value-dependent',
    /2\^20 times all products/,
    boxOf((terms) => (Math.abs(terms[0]!) < 1024 ? backwards(terms) : sumInBinary32(tree, terms))),
  ],
  'zeros left out': [
    'value-dependent',
    /factor 0 are left out: ∞ · 0/,
    pairsBox((pairs) => sequential(products(pairs.filter(([a, b]) => a !== 0 && b !== 0)))),
  ],
  'NaN made −∞ by a clamp': [
    'arithmetic',
    /NaN does not come out: NaN · 1 gives -Infinity/,
    boxOf((terms) => {
      const sum = sequential(terms);
      return Number.isNaN(sum) ? Number.NEGATIVE_INFINITY : sum;
    }),
  ],
  'weights below 2e-16 left out': [
    'value-dependent',
    /small right factor are left out, from 2\^-53 on/,
    pairsBox((pairs) => sequential(products(pairs.filter(([, weight]) => !(Math.abs(weight) < 2e-16))))),
  ],
  'a new order in every call': [
    'not-repeatable',
    /different results in two calls/,
    async (lefts, rights, n, count) => {
      calls += 1;
      const other = randomTree(randomOf(calls), n);
      return boxOf((terms) => sumInBinary32(other, terms))(lefts, rights, n, count);
    },
  ],
  'another order in one call of fifty': [
    'not-repeatable',
    /put again, gave another result|different results in two calls/,
    boxOf((terms) => {
      calls += 1;
      return calls % 50 === 0 ? backwards(terms) : sequential(terms);
    }),
  ],
  'a wrong number once': [
    'not-repeatable',
    /put again, gave another result/,
    boxOf((terms) => {
      sums += 1;
      return sums === 600 ? 12345 : sequential(terms);
    }),
  ],
  'another order for every fourth case': [
    'position-dependent',
    /at another place among the same others/,
    pairsBox((pairs, place) => (place % 4 === 3 ? backwards(products(pairs)) : sequential(products(pairs)))),
  ],
  'another order for few cases': [
    'batch-dependent',
    /among fewer others/,
    pairsBox((pairs, _, count) => (count < 50 ? backwards(products(pairs)) : sumInBinary32(tree, products(pairs)))),
  ],
  'cut toward zero': ['arithmetic', /not rounded to nearest: 1 \+ 2\^-24/, directed(false)],
  'away from zero': ['arithmetic', /not rounded to nearest: 1 \+ 2\^-40/, directed(true)],
  'not a number': ['garbage', /NaN was given for small finite inputs/, boxOf(() => Number.NaN)],
};

test.each(Object.entries(boxes))('%s is not given a tree, and is named', async (_, [obstacle, words, box]) => {
  const result = await reveal(box, 25);
  expect(result).toMatchObject({ explained: false, obstacle, because: expect.stringMatching(words) });
});

test('the first mismatch is shrunk: no term can be left out, no number is longer than the difference needs', async () => {
  const [, , box] = boxes['order by the sign of the first product']!;
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
