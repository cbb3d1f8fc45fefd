import { expect, test } from 'vitest';
import { binary16, binary32, extended } from '../../float/format.ts';
import { type Accumulation, type NodeFormat, noFlush } from '../../sums/accumulation.ts';
import { parseTree } from '../../sums/tree-text.ts';
import { Oracle } from '../oracle.ts';
import { type Conditions, probeConditions } from './conditions.ts';
import { slowBlackBox } from './random-accumulation.test-support.ts';

const sumOfFour = (node: NodeFormat, change: Partial<Accumulation> = {}): Accumulation => ({
  ...{ tree: parseTree('((0+1)+2)+3'), products: new Array(4).fill('rounded'), nodes: new Array(3).fill(node) },
  ...{ start: 'positive-zero', flush: noFlush, result: 'binary32', ...change },
});
const ieee: Conditions = {
  ...{ bias: 0, smallInputs: false, smallSums: false, bits: 24, rounding: 'nearest-even', truncatesTerms: false },
};

test.each<readonly [string, Accumulation, Partial<Conditions>]>([
  ['binary32', sumOfFour('binary32'), {}],
  ['binary64', sumOfFour('binary64'), {}],
  ['extended', sumOfFour({ to: extended }), {}],
  ['23 bits', sumOfFour({ to: { ...binary32, precision: 23 } }), { bits: 23 }],
  [
    'one sum of 5 bits',
    sumOfFour('binary32', { nodes: ['binary32', 'binary32', { to: { ...binary32, precision: 5 } }] }),
    { bits: 5 },
  ],
  ['binary16', sumOfFour({ to: binary16 }), { bits: 11, smallSums: true }],
  [
    'inputs in binary16',
    sumOfFour('binary32', { inputs: { bits: 11, rounding: 'toward-zero', range: 'binary16' } }),
    { bits: 11, smallInputs: true },
  ],
  ['inputs of 8 bits', sumOfFour('binary32', { inputs: { bits: 8, rounding: 'nearest-even' } }), { bits: 8 }],
  ['toward zero', sumOfFour('binary32', { rounding: 'toward-zero' }), { rounding: 'toward-zero' }],
  ['toward zero in binary64', sumOfFour('binary64', { rounding: 'toward-zero' }), { rounding: 'toward-zero' }],
  ['up', sumOfFour('binary32', { rounding: 'up' }), { rounding: 'up' }],
  ['down', sumOfFour('binary32', { rounding: 'down' }), { rounding: 'down' }],
  [
    'fused adders that cut',
    sumOfFour({ guardBits: 2, end: 'toward-zero' }),
    { rounding: 'toward-zero', truncatesTerms: true },
  ],
  [
    'fused adders that cut late',
    sumOfFour({ guardBits: 24, end: 'toward-zero' }),
    { rounding: 'toward-zero', truncatesTerms: true },
  ],
  ['fused adders that round', sumOfFour({ guardBits: 3, end: 'nearest-even' }), {}],
  ['a constant', sumOfFour('binary32', { bias: { value: -3.5, enters: 'end' } }), { bias: -3.5 }],
])('%s: the conditions are found', async (_, accumulation, expected) => {
  const oracle = new Oracle(slowBlackBox(accumulation), 4);
  expect(await probeConditions(oracle)).toEqual({ ...ieee, ...expected });
});
