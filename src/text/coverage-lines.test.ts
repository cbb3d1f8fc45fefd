import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { CoverageRecord, coverageOf } from '../fuzz/coverage.ts';
import { coverageLines } from './coverage-lines.ts';

const text = (shapes: Parameters<typeof coverageOf>[0]): string => coverageLines(coverageOf(shapes)).join(' ');

test('a record counts each shape once, by sizes, residues and powers of two', () => {
  const record = new CoverageRecord();
  const [one, other] = [convShape('9x20x3*3x3x8'), convShape('5x5', { stride: [1, 2], padding: 'same' })];
  for (const shape of [one, other, one]) record.add({ shape });
  expect(record.record()).toMatchObject({
    ...{ shapes: 2, kernels: { '3×3': 1, '5×5': 1 }, strides: { '1×1': 1, '1×2': 1 }, batch: { 1: 2 } },
    ...{ paddings: { same: 1, valid: 1 }, channelsIn: { 1: 1, 3: 1 }, channelsOut: { 1: 1, 8: 1 } },
    ...{ outputWidths: { 3: 1, 18: 1 }, terms: { 16: 2 }, kernelLargerThanImage: 0 },
    widthResidues: { 4: [0, 0, 1, 1], 8: [0, 0, 1, 1, 0, 0, 0, 0] },
  });
});

test('the lines say what was covered and what was not, within 80 columns', () => {
  const few = [convShape('9x20x3*3x3x8'), convShape('5x5', { stride: [1, 2], padding: 'same' })];
  const said = text(few);
  expect(said).toContain('Covered: 2 distinct shapes. kernel sides 3 to 5 (2 kernel sizes); ');
  expect(said).toContain('residues of the output width 2 of 4, 2 of 8');
  expect(said).toContain('Not covered: no output width above 32; no output height above 8; ');
  expect(said).toContain('no batch above 1; ');
  expect(said).toContain('no sum of n above 64 products');
  for (const line of coverageLines(coverageOf(few))) expect(line.length).toBeLessThanOrEqual(80);
  const wide = [...few, convShape('2x70x70x3*1x3x8', { dilation: 2 })];
  expect(text(wide)).not.toMatch(/output width above|batch above|dilation above|1×k/);
  expect(text([])).toBe('');
});
