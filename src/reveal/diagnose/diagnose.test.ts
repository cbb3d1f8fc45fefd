import { expect, test } from 'vitest';
import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { narrowInputs } from '../../sums/narrow-inputs.ts';
import { blackBoxOf, randomFlatTree } from '../black-boxes.test-support.ts';
import type { Obstacle } from '../obstacle.ts';
import type { BlackBox } from '../oracle.ts';
import { reveal } from '../reveal.ts';
import { sumInBinary32 } from '../tree-sums.ts';

const algorithmBlackBox = (name: string, format = 'binary32'): BlackBox => {
  const order = algorithms.find((one) => one.name === name && one.format === format)!;
  return async (lefts, rights, n, count) => {
    const out = format === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    order.evaluate(lefts, rights, n, count, out);
    return out;
  };
};

/** Sees the factors of one vector, its place in the batch and the size of the batch. */
const factorsBlackBox =
  (sum: (pairs: readonly (readonly [number, number])[], place: number, count: number) => number): BlackBox =>
  async (lefts, rights, n, count) =>
    Float32Array.from({ length: count }, (_, i) =>
      sum(
        Array.from({ length: n }, (_, k) => [lefts[i * n + k]!, rights[i * n + k]!] as const),
        i,
        count,
      ),
    );

const tree = randomFlatTree(randomOf(9), 25);
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

/** Rounds toward zero or away from it. Binary64 holds the exact sum of terms of similar size. */
function directed(away: boolean): BlackBox {
  return blackBoxOf((terms) => {
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

const blackBoxes: Readonly<Record<string, readonly [Obstacle, RegExp, BlackBox]>> = {
  kahan: ['compensated', /within binary32.*the same bits as lastbit\/kahan on 4096/, algorithmBlackBox('kahan')],
  neumaier: ['compensated', /compensated.*the same bits as lastbit\/neumaier on/, algorithmBlackBox('neumaier')],
  klein: ['compensated', /the same bits as lastbit\/klein on 4096 random cases$/, algorithmBlackBox('klein')],
  fabsum: ['compensated', /the same bits as lastbit\/fabsum on/, algorithmBlackBox('fabsum')],
  dot2: ['compensated', /compensated.*the same bits as lastbit\/dot2 on/, algorithmBlackBox('dot2')],
  'correctly rounded': ['compensated', /exact.*lastbit\/correctly-rounded on/, algorithmBlackBox('correctly-rounded')],
  'correctly rounded in binary64': [
    'compensated',
    /exact.*lastbit\/correctly-rounded on/,
    algorithmBlackBox('correctly-rounded', 'binary64'),
  ],
  'smallest first': [
    'value-dependent',
    /shuffled products give the same sum/,
    blackBoxOf((terms) => sequential(terms.toSorted((a, b) => Math.abs(a) - Math.abs(b)))),
  ],
  'greatest first': [
    'value-dependent',
    /negating all products does not negate the sum/,
    blackBoxOf((terms) => sequential(terms.toSorted((a, b) => b - a))),
  ],
  'positive and negative products apart': [
    'value-dependent',
    /moving positive products among negative ones/,
    blackBoxOf((terms) =>
      Math.fround(sequential(terms.filter((value) => value > 0)) + sequential(terms.filter((value) => !(value > 0)))),
    ),
  ],
  'order by the sign of the first product': [
    'value-dependent',
    /negating all products does not negate the sum/,
    blackBoxOf((terms) => (terms[0]! < 0 ? backwards(terms) : sumInBinary32(tree, terms))),
  ],
  'order by the size of the first product': [
    'value-dependent',
    /scaling all products by 2\^20/,
    blackBoxOf((terms) => (Math.abs(terms[0]!) < 1024 ? backwards(terms) : sumInBinary32(tree, terms))),
  ],
  'NaN made −∞ by a clamp': [
    'arithmetic',
    /NaN is lost: NaN · 1 gives -Infinity/,
    blackBoxOf((terms) => {
      const sum = sequential(terms);
      return Number.isNaN(sum) ? Number.NEGATIVE_INFINITY : sum;
    }),
  ],
  'weights below 2e-16 skipped': [
    'value-dependent',
    /small right factor are skipped, from 2\^-53 down/,
    factorsBlackBox((pairs) => sequential(products(pairs.filter(([, weight]) => !(Math.abs(weight) < 2e-16))))),
  ],
  'a new order in every call': [
    'not-repeatable',
    /different results in two calls/,
    async (lefts, rights, n, count) => {
      calls += 1;
      const other = randomFlatTree(randomOf(calls), n);
      return blackBoxOf((terms) => sumInBinary32(other, terms))(lefts, rights, n, count);
    },
  ],
  'another order in one call of fifty': [
    'not-repeatable',
    /gave another result when it was repeated|different results in two calls/,
    blackBoxOf((terms) => {
      calls += 1;
      return calls % 50 === 0 ? backwards(terms) : sequential(terms);
    }),
  ],
  'a wrong number once': [
    'not-repeatable',
    /gave another result when it was repeated/,
    blackBoxOf((terms) => {
      sums += 1;
      return sums === 600 ? 12345 : sequential(terms);
    }),
  ],
  'another order for every fourth case': [
    'position-dependent',
    /at another place in the same batch/,
    factorsBlackBox((pairs, place) => (place % 4 === 3 ? backwards(products(pairs)) : sequential(products(pairs)))),
  ],
  'another order for few cases': [
    'batch-dependent',
    /in a smaller batch/,
    factorsBlackBox((pairs, _, count) =>
      count < 50 ? backwards(products(pairs)) : sumInBinary32(tree, products(pairs)),
    ),
  ],
  'cut toward zero': ['arithmetic', /not rounded to nearest: 1 \+ 1.5 · 2\^-24/, directed(false)],
  'away from zero': ['arithmetic', /not rounded to nearest: 1 \+ 2\^-40/, directed(true)],
  'binary32 sums, the result rounded to binary16': [
    'arithmetic',
    /^results are rounded to 11 significant bits, as in binary16: one product 1 \+ 2\^-11 alone gives 1;/,
    blackBoxOf((terms) => toElevenBits(sequential(terms))),
  ],
  'inputs in bfloat16 with ties away from zero': [
    'arithmetic',
    /^inputs are rounded to 8 significant bits, as in bfloat16: 1 \+ 2\^-8 times 1 gives 1.0078125, and/,
    async (lefts, rights, n, count) => {
      const [left, right] = [lefts, rights].map((numbers) =>
        narrowInputs(numbers, { bits: 8, rounding: 'nearest-away' }),
      );
      return blackBoxOf(sequential)(left!, right!, n, count);
    },
  ],
  'a constant at the start, subtracted at the end': [
    'arithmetic',
    /^a product 2\^-24 alone gives 0: as if sums started from a constant of about 2\^0, which is subtracted at the end$/,
    blackBoxOf((terms) => Math.fround(sequential([1, ...terms]) - 1)),
  ],
  'not a number': ['garbage', /small finite inputs gave NaN/, blackBoxOf(() => Number.NaN)],
};

test.each(Object.entries(blackBoxes))('%s gets no tree, and is named', async (_, [obstacle, words, blackBox]) => {
  const result = await reveal(blackBox, 25);
  expect(result).toMatchObject({ explained: false, obstacle, because: expect.stringMatching(words) });
});

test('the first mismatch is minimised: few terms with few significant bits remain', async () => {
  const [, , blackBox] = blackBoxes['order by the sign of the first product']!;
  const result = await reveal(blackBox, 25);
  if (result.explained) expect.fail('explained');
  const { lefts, rights, computed, predicted } = result.replay!.first!;
  expect(computed).not.toBe(predicted);
  const terms = [...lefts].flatMap((left, term) => (left === 0 ? [] : [left * rights[term]!]));
  expect(terms.length).toBeLessThanOrEqual(3);
  expect([...lefts, ...rights].every((factor) => setBits(factor) <= 2)).toBe(true);
});

test('compensation across blocks is found by terms that are a block apart', async () => {
  // As sums of a matrix library: each of 4 lanes adds blocks of 32 terms, and Kahan adds the blocks.
  const blocks = blackBoxOf((terms) => {
    const lanes = [0, 1, 2, 3].map((lane) => {
      let [sum, lost] = [0, 0];
      for (let from = 0; from < terms.length; from += 32) {
        const block = sequential(terms.subarray(from, from + 32).filter((_, k) => k % 4 === lane));
        const next = Math.fround(block - lost);
        const total = Math.fround(sum + next);
        lost = Math.fround(Math.fround(total - sum) - next);
        sum = total;
      }
      return sum;
    });
    return Math.fround(Math.fround(lanes[0]! + lanes[1]!) + Math.fround(lanes[2]! + lanes[3]!));
  });
  expect(await reveal(blocks, 128)).toMatchObject({
    ...{ explained: false, obstacle: 'compensated' },
    because: expect.stringMatching(/compensated within binary32 across blocks: .* for terms 32 apart/),
  });
});

test.each([
  ['kahan', 25, 250, algorithmBlackBox('kahan')],
  ['smallest first', 100, 1300, blackBoxOf((terms) => sequential(terms.toSorted((a, b) => Math.abs(a) - Math.abs(b))))],
] as const)('%s of %i terms is given up early, within %i calls', async (_, n, most, blackBox) => {
  const { explained, cost } = await reveal(blackBox, n);
  expect(explained).toBe(false);
  expect(cost.calls).toBeLessThan(most);
});

/** To nearest, ties to even. The range stays that of binary32. */
function toElevenBits(value: number): number {
  const large = value * (2 ** 42 + 1);
  return Number.isFinite(large) ? large - (large - value) : value;
}

/** How many bits of the significand are 1, with the leading one. */
function setBits(value: number): number {
  const word = new Int32Array(Float32Array.of(value).buffer)[0]! & 0x7fffff;
  return 1 + word.toString(2).replaceAll('0', '').length;
}
