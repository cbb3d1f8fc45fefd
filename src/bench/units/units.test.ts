import { expect, test } from 'vitest';
import { modelOf } from '../../reveal/model.ts';
import { type FusedAdder, uniformAccumulation } from '../../sums/accumulation.ts';
import { parseTree } from '../../sums/tree-text.ts';
import { publishedUnits } from './published-units.ts';
import { unitBlackBox } from './unit-black-box.ts';
import { findUnits } from './units.ts';

const unitOf = (architecture: string, inputs: string) =>
  publishedUnits.find((unit) => unit.architecture === architecture && unit.inputs === inputs)!;

test('one unit of each kind is revealed as it is described', async () => {
  const some = [unitOf('Volta', 'FP16'), unitOf('Ampere', 'TF32'), unitOf('CDNA2', 'FP16'), unitOf('CDNA2', 'BF16')];
  const { unmeasured, comparisons, measurements } = await findUnits(some, 2018, () => {}, 200);
  expect(unmeasured).toEqual([]);
  expect(measurements).toHaveLength(4);
  expect(comparisons[0]!.name).toBe('3 of 3 architectures');
});

test('a unit that adds in two stages is not explained, and counts as missed', async () => {
  const { unmeasured, comparisons } = await findUnits([unitOf('CDNA3', 'FP16'), unitOf('Volta', 'FP16')], 2018);
  expect(unmeasured).toEqual([{ name: 'CDNA3, FP16', reason: expect.stringContaining('not explained') }]);
  expect(comparisons[0]!.name).toBe('1 of 2 architectures');
});

/** 2.25 counts as 2^0, not as 2^1, so that 2^-23 of the last product is kept. */
test('a unit aligns its operands by the exponents of factors, as its model does', async () => {
  const input = [Float32Array.of(1.5, -1.5, 0.75, 0), Float32Array.of(1.5, 1.5, 2 ** -22, 0), 4, 1] as const;
  expect([...(await unitBlackBox(unitOf('Volta', 'FP16'))(...input))]).toEqual([2 ** -23]);
  const adder: FusedAdder = { guardBits: 0, end: 'toward-zero', aligns: 'factors' };
  const accumulation = { ...uniformAccumulation(parseTree('(0+1+2+3)'), 'fused'), nodes: [adder] };
  expect([...modelOf(accumulation)(...input)]).toEqual([2 ** -23]);
  expect([...modelOf({ ...accumulation, nodes: [{ guardBits: 0, end: 'toward-zero' }] })(...input)]).toEqual([0]);
});
