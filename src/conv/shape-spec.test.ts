import { expect, test } from 'vitest';
import { problemOf } from '../errors/usage-error.ts';
import { fittingShape, largestCase, parseShapeSpec, parseTerms } from './shape-spec.ts';
import { shapeKey } from './shape-text.ts';

test('a text without ranges is one shape, in the notation of reveal', () => {
  const spec = parseShapeSpec('2x56x57x64*3x5x16', { stride: '1x2', dilation: '2', padding: ['1,0,2,3'] });
  expect(shapeKey(fittingShape(spec))).toBe('2×56×57×64 * 3×5×64×16 stride 1×2 dilation 2×2 padding 1,0,2,3');
  expect(shapeKey(fittingShape(parseShapeSpec('4x7x3')))).toBe('1×4×7×3 * 4×7×3×1 stride 1×1 dilation 1×1 valid');
});

test('ranges and lists belong to one size each', () => {
  const spec = parseShapeSpec('8..64x9x1,3*3x3x1..16,32', { stride: '1,2', padding: ['valid,same'] });
  expect(spec).toMatchObject({
    ...{ height: [{ from: 8, to: 64 }], width: [{ from: 9, to: 9 }] },
    channelsIn: [
      { from: 1, to: 1 },
      { from: 3, to: 3 },
    ],
    channelsOut: [
      { from: 1, to: 16 },
      { from: 32, to: 32 },
    ],
    strides: [{ rows: [{ from: 1, to: 1 }] }, { rows: [{ from: 2, to: 2 }] }],
    paddings: ['valid', 'same'],
  });
});

test('the largest case is known before the work', () => {
  expect(largestCase(parseShapeSpec('56x56x64*3x3x64', { padding: ['same'] }))).toEqual({
    ...{ image: 56 * 56 * 64, kernel: 9 * 64 * 64, output: 56 * 56 * 64, products: 56 * 56 * 64 * 576 },
  });
});

test.each([
  ['', /not IMAGE or IMAGE\*KERNEL, as in/],
  ['5', /an image has 2 to 4 sizes, not 1/],
  ['5x5*', /not IMAGE or IMAGE\*KERNEL/],
  ['5x5*3', /a kernel has 2 to 4 sizes, not 1/],
  ['5x5*3x3*2', /not IMAGE or IMAGE\*KERNEL/],
  ['0x5', /0 is not at least 1/],
  ['5x', /"" is not a number or a range/],
  ['-1x5', /-1 is not a number or a range, as in 3, 8\.\.64 or 1,2,4/],
  ['5x64..8', /the range 64\.\.8 is empty; write 8\.\.64/],
  ['5x5x3*3x3x4x1', /the channels of the kernel are not those of the image/],
  ['4x4*5x5', /a kernel that covers 5×5 does not fit into a 4×4 image/],
  ['9999x9999x64*3x3x64', /6398720064 numbers of image, 36864 of kernel and .* \(\d+ MiB\); at most 4194304/],
  ['500x500x8*9x9x64', /products; at most 8589934592 are allowed/],
])('%j is refused in one line that says what would be right', (text, why) => {
  const problem = problemOf(() => parseShapeSpec(text));
  expect(problem).toMatch(why);
  expect(problem).toMatch(/^--shape [^\n]+$/);
});

test.each([
  [{ stride: '0' }, /^--stride 0: 0 is not at least 1$/],
  [{ stride: '1x2x3' }, /^--stride 1x2x3: not N, A\.\.B or ROWSxCOLUMNS/],
  [{ dilation: 'two' }, /^--dilation two: two is not a number or a range/],
  [{ padding: ['full'] }, /^--padding full: not valid, same, valid,same, N, ROWSxCOLUMNS or TOP,BOTTOM,LEFT,RIGHT/],
  [{ padding: ['1,1,1'] }, /^--padding 1,1,1: not valid/],
  [{ dilation: '9' }, /^--shape 8x8\*3x3: a kernel that covers 19×19 does not fit/],
])('%j is refused', (options, why) => {
  expect(problemOf(() => parseShapeSpec('8x8*3x3', options))).toMatch(why);
});

test('a number pads all sides', () => {
  expect(parseShapeSpec('8x8*3x3', { padding: ['1'] }).paddings).toEqual([[1, 1, 1, 1]]);
});

test.each(['1x2', '1,2', '1 × 2'])('%s pads rows and columns, as in PyTorch', (text) => {
  expect(parseShapeSpec('8x8*3x3', { padding: [text] }).paddings).toEqual([[1, 1, 2, 2]]);
});

test('a kernel of four sizes has its channels out last', () => {
  expect(parseShapeSpec('8x8x3*5x4x3x7')).toMatchObject({ channelsOut: [{ from: 7, to: 7 }] });
  expect(parseShapeSpec('8x8x3*5x4x7')).toMatchObject({ channelsOut: [{ from: 7, to: 7 }] });
});

test('image and kernel together have at most 2^22 numbers', () => {
  expect(parseShapeSpec('2047x2048*1x2048').text).toBe('2047x2048*1x2048');
  expect(problemOf(() => parseShapeSpec('2048x2048*1x1'))).toMatch(/at most 4194304 of image and kernel together/);
});

test('zeros of padding are one choice, words are several', () => {
  const paddings = ['1,0,2,3', 'same, valid'];
  expect(parseShapeSpec('8x8*3x3', { padding: paddings }).paddings).toEqual([[1, 0, 2, 3], 'same', 'valid']);
});

test('terms are windows in a row', () => {
  expect(shapeKey(fittingShape(parseTerms('25')))).toBe('1×1×25×1 * 1×25×1×1 stride 1×1 dilation 1×1 valid');
  expect(parseTerms('1..4608').width).toEqual([{ from: 1, to: 4608 }]);
  expect(problemOf(() => parseTerms('20000'))).toBe(
    '--terms 20000: at most 10000 terms; for longer dot products use --shape 1x20000',
  );
  expect(problemOf(() => parseTerms('ten'))).toMatch(/^--terms ten: ten is not a number or a range/);
});
