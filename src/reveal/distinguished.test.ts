import { describe, expect, test } from 'vitest';
import { bfloat16, binary16, binary32, extended, tf32 } from '../float/format.ts';
import { type Accumulation, type NodeFormat, noFlush } from '../sums/accumulation.ts';
import { parseTree } from '../sums/tree-text.ts';
import { accumulationKey } from './accumulation-key.ts';
import { describeArithmetic } from './describe.ts';
import { slowBlackBox } from './features/random-accumulation.test-support.ts';
import { reveal } from './reveal.ts';

/** Two lanes and a tail. */
const base: Accumulation = {
  tree: parseTree('(((0+2)+4)+((1+3)+5))+6'),
  products: new Array(7).fill('rounded'),
  nodes: new Array(6).fill('binary32'),
  start: 'positive-zero',
  flush: noFlush,
  result: 'binary32',
};
const everywhere = (format: NodeFormat): Partial<Accumulation> => ({ nodes: base.nodes.map(() => format) });
const onNode = (k: number, format: NodeFormat): Partial<Accumulation> => ({
  nodes: base.nodes.map((node, index) => (index === k ? format : node)),
});
const fused = (guardBits: number, end: 'toward-zero' | 'nearest-even', exact = true): Partial<Accumulation> => ({
  ...everywhere({ guardBits, end }),
  ...(exact ? exactProducts : {}),
  tree: parseTree('((0+2+4)+(1+3+5)+6)'),
  nodes: new Array(3).fill({ guardBits, end }),
});
const exactProducts: Partial<Accumulation> = { products: base.products.map(() => 'exact') };
const flushing = (flush: Partial<Accumulation['flush']>): Partial<Accumulation> => ({
  flush: { ...noFlush, ...flush },
});

/** For each feature its values, each as the change that it makes to `base`. */
const features: Readonly<Record<string, Readonly<Record<string, Partial<Accumulation>>>>> = {
  'products of all terms': { rounded: {}, fused: exactProducts },
  'the product of one term': {
    rounded: exactProducts,
    fused: { products: base.products.map((_, term) => (term === 6 ? 'rounded' : 'exact')) },
  },
  'to what products are rounded': {
    binary32: {},
    '22 bits': { productFormat: { ...binary32, precision: 22 } },
    bfloat16: { productFormat: bfloat16 },
  },
  'the format of all sums': {
    binary32: {},
    binary64: everywhere('binary64'),
    extended: everywhere({ to: extended }),
    '52 bits': everywhere({ to: { ...extended, precision: 52, minExponent: -1022, maxExponent: 1023 } }),
    '22 bits': everywhere({ to: { ...binary32, precision: 22 } }),
    'TF32, 11 bits': everywhere({ to: tf32 }),
    'binary16, 11 bits': everywhere({ to: binary16 }),
    'bfloat16, 8 bits': everywhere({ to: bfloat16 }),
    '23 bits': everywhere({ to: { ...binary32, precision: 23 } }),
  },
  'the format of one sum': {
    binary32: {},
    binary64: onNode(1, 'binary64'),
    extended: onNode(1, { to: extended }),
    bfloat16: onNode(1, { to: bfloat16 }),
  },
  'where sums are rounded back': {
    once: exactProducts,
    'through binary64': { ...exactProducts, ...everywhere('binary32-via-binary64') },
    'through extended': { ...exactProducts, ...everywhere({ to: binary32, via: extended }) },
    'one sum through binary64': { ...exactProducts, ...onNode(2, 'binary32-via-binary64') },
    'at the end, from binary64': { ...exactProducts, ...everywhere('binary64') },
    'at the end, from extended': { ...exactProducts, ...everywhere({ to: extended }) },
  },
  'binary16 by way of binary32': {
    no: { ...exactProducts, ...everywhere({ to: binary16 }) },
    yes: { ...exactProducts, ...everywhere({ to: binary16, via: binary32 }) },
  },
  'the result': { binary32: everywhere('binary64'), binary64: { ...everywhere('binary64'), result: 'binary64' } },
  rounding: {
    nearest: {},
    'toward zero': { rounding: 'toward-zero' },
    up: { rounding: 'up' },
    down: { rounding: 'down' },
  },
  'guard bits, cut': Object.fromEntries([0, 1, 2, 3, 7, 23, 24].map((bits) => [bits, fused(bits, 'toward-zero')])),
  'guard bits, rounded': Object.fromEntries([0, 1, 2, 3, 7, 23, 24].map((bits) => [bits, fused(bits, 'nearest-even')])),
  'guard bits of adders of two': Object.fromEntries(
    (['toward-zero', 'nearest-even'] as const).flatMap((end) =>
      [0, 1, 2, 3, 24].map((guardBits) => [
        `${guardBits}, ${end}`,
        { ...exactProducts, ...everywhere({ guardBits, end }), start: 'first-product' },
      ]),
    ),
  ),
  'an exact addition of three and fused adders': {
    exact: { tree: fused(0, 'nearest-even').tree!, ...exactProducts, nodes: new Array(3).fill('binary32') },
    fused: fused(24, 'nearest-even'),
  },
  'the products of fused adders': { exact: fused(2, 'toward-zero'), rounded: fused(2, 'toward-zero', false) },
  start: {
    '+0': everywhere({ to: tf32 }),
    '−0': { ...everywhere({ to: tf32 }), start: 'negative-zero' },
    'first product': { ...everywhere({ to: tf32 }), start: 'first-product' },
  },
  'start in binary32': { '+0': {}, 'first product': { start: 'first-product' } },
  bias: {
    none: {},
    'at the end': { bias: { value: 1, enters: 'end' } },
    'another one': { bias: { value: 1.5, enters: 'end' } },
    'a negative one': { bias: { value: -1, enters: 'end' } },
    'in the first lane': { bias: { value: 1, enters: 0 } },
    'in the second lane': { bias: { value: 1, enters: 1 } },
  },
  inputs: {
    'as they are': {},
    'TF32, 11 bits': { inputs: { bits: 11, rounding: 'nearest-even' } },
    'TF32, cut': { inputs: { bits: 11, rounding: 'toward-zero' } },
    bfloat16: { inputs: { bits: 8, rounding: 'nearest-even' } },
    'bfloat16, cut': { inputs: { bits: 8, rounding: 'toward-zero' } },
    binary16: { inputs: { bits: 11, rounding: 'nearest-even', range: 'binary16' } },
    'binary16, cut': { inputs: { bits: 11, rounding: 'toward-zero', range: 'binary16' } },
    '12 bits': { inputs: { bits: 12, rounding: 'nearest-even' } },
  },
  flushing: {
    nothing: {},
    inputs: flushing({ inputs: true }),
    products: flushing({ products: true }),
    sums: flushing({ sums: true }),
    'all of them': flushing({ inputs: true, products: true, sums: true }),
  },
};

describe.each(Object.entries(features))('black boxes that differ only in %s', (_, values) => {
  test('are revealed with their own features, no two of them alike', async () => {
    const keys = new Set<string>();
    const words = new Set<string>();
    for (const [name, change] of Object.entries(values)) {
      const truth: Accumulation = { ...base, ...change };
      const revealed = await reveal(slowBlackBox(truth), 7, { replays: 100 });
      if (!revealed.explained) expect.fail(`${name}: ${revealed.because}`);
      const key = accumulationKey(revealed.accumulation);
      expect(key, name).toBe(accumulationKey(truth));
      keys.add(key);
      words.add(describeArithmetic(revealed.accumulation));
    }
    expect(keys.size).toBe(Object.keys(values).length);
    // The sentence does not say which term, sum or lane it is; the tree and its lists do.
    expect(words.size).toBeGreaterThan(1);
  });
});
