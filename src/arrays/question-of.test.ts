import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { arrayOf } from './array-of.ts';
import { questionOf } from './question-of.ts';
import type { ArrayRequest, ConvRequest } from './request.ts';
import { placeOfIndex } from './terms-of.ts';

const zeros = (path: string, ...sizes: number[]): ArrayFile =>
  arrayOf(new Float64Array(sizes.reduce((product, size) => product * size, 1)), sizes, 'float32', path);
const conv = (image: number[], kernel: number[], more: Partial<ConvRequest> = {}): ConvRequest => ({
  ...{ kind: 'conv', image: zeros('x', ...image), kernel: zeros('w', ...kernel) },
  ...more,
});
const bias = zeros('b', 4);

const sizes: readonly [what: string, request: ArrayRequest, sizes: readonly number[], answer?: number[]][] = [
  ['TensorFlow', conv([1, 28, 28, 3], [5, 5, 3, 8]), [1, 24, 24, 8]],
  ['PyTorch', conv([1, 3, 28, 28], [8, 3, 5, 5]), [1, 8, 24, 24]],
  ['NCHW with HWIO', conv([1, 3, 28, 28], [5, 5, 3, 8]), [1, 8, 24, 24]],
  ['same with a stride', conv([1, 7, 8, 3], [3, 3, 3, 8], { padding: 'same', stride: [2, 3] }), [1, 4, 3, 8]],
  ['depthwise of PyTorch', conv([1, 6, 9, 9], [12, 1, 3, 3], { groups: 6, padding: 1 }), [1, 12, 9, 9]],
  ['depthwise of TensorFlow', conv([1, 9, 9, 6], [3, 3, 6, 2], { groups: 6 }), [1, 7, 7, 12]],
  ['rows × columns', conv([5, 6], [3, 2]), [3, 5]],
  ['1-D', conv([2, 3, 50], [8, 3, 5], { stride: 2, padding: [2, 2] }), [2, 8, 25]],
  [
    'transposed, PyTorch',
    conv([1, 3, 7, 7], [3, 8, 4, 4], { transposed: true, stride: 2, padding: 1 }),
    [1, 8, 14, 14],
  ],
  [
    'transposed, PyTorch, with output padding',
    conv([1, 3, 7, 7], [3, 8, 3, 3], { transposed: true, stride: 2, padding: 1 }),
    [1, 8, 14, 14],
    [1, 8, 14, 14],
  ],
  [
    'transposed, TensorFlow',
    conv([1, 7, 7, 3], [3, 3, 8, 3], { transposed: true, stride: 2, padding: 'same' }),
    [1, 14, 14, 8],
  ],
  [
    'a layout that only the answer tells',
    conv([1, 3, 3, 3], [3, 3, 3, 3], { padding: [0, 0, 1, 1] }),
    [1, 3, 1, 3],
    [1, 3, 1, 3],
  ],
  ['a bias', conv([1, 5, 5, 1], [3, 3, 1, 4], { bias }), [1, 3, 3, 4]],
  ['matrices', { kind: 'matmul', left: zeros('a', 2, 3), right: zeros('b', 3, 4) }, [2, 4]],
  ['batches', { kind: 'matmul', left: zeros('a', 5, 1, 2, 3), right: zeros('b', 7, 3, 4) }, [5, 7, 2, 4]],
  ['vectors', { kind: 'matmul', left: zeros('a', 3), right: zeros('b', 3) }, []],
  ['a dot product', { kind: 'dot', left: zeros('a', 2, 2), right: zeros('b', 2, 2) }, []],
  ['a sum', { kind: 'sum', array: zeros('a', 2, 3, 4), axes: [-1, 0] }, [3]],
  ['a sum that keeps its axes', { kind: 'sum', array: zeros('a', 2, 3, 4), axes: [1] }, [2, 4], [2, 1, 4]],
];

test.each(sizes)('%s', (_, request, expected, answer?: number[]) => {
  const answers = answer === undefined ? [] : [zeros('y', ...answer)];
  expect(questionOf(request, answers).outputSizes).toEqual(expected);
});

const wrong: readonly [request: ArrayRequest, message: RegExp, answer?: number[]][] = [
  [conv([1, 3, 3, 3], [3, 3, 3, 3]), /^x \(1×3×3×3\) and w \(3×3×3×3\) may be NHWC with HWIO or .*NCHW with OIHW; say/],
  [
    conv([1, 28, 28, 3], [8, 3, 5, 5], { layout: 'nhwc', kernelLayout: 'hwio' }),
    /takes 5 .* has 3; it would fit as NHWC with OIHW/,
  ],
  [
    conv([1, 28, 28, 6], [5, 5, 2, 6]),
    /as NHWC with HWIO, .* takes 2 input channels, the image has 6; .*with --groups 3/,
  ],
  [conv([1, 5, 5, 1], [7, 7, 1, 1]), /a kernel that covers 7×7 does not fit into 5×5 pixels with padding valid/],
  [
    conv([5, 5], [7, 7]),
    /^w \(7×7\) does not fit x \(5×5\): as HW with HW, a kernel [^;]+; with --transposed it would fit$/,
  ],
  [conv([1, 5, 5, 1], [3, 3, 1, 4], { bias: zeros('b', 3) }), /^b \(3\): a bias has one number for each of the 4/],
  [conv([1, 5, 5, 1], [3, 3, 1, 1], { stride: 0 }), /^--stride 0: it must be a whole number of at least 1/],
  [conv([1, 5, 5, 1], [3, 3, 1, 1], { groups: 2 }), /1 input channels are not a multiple of 2 groups/],
  [conv([1, 2, 3, 4, 5], [3, 3, 1, 1]), /^w: has 4 axes, but x has 5/],
  [conv([1, 5, 5], [3, 3, 1, 1]), /^w: has 4 axes, but x has 3/],
  [conv([1, 0, 5, 1], [3, 3, 1, 1]), /^x: has no numbers/],
  [
    conv([1, 28, 28, 3], [5, 5, 3, 8], { padding: 'same' }),
    /^y: is 1×24×24×8, but the inputs and options give 1×28×28×8; with --padding 0 it would fit$/,
    [1, 24, 24, 8],
  ],
  [
    conv([2, 16, 20, 24], [8, 16, 3, 3], { stride: 2 }),
    /give 2×8×9×11; with --padding 1 or --padding same it would fit$/,
    [2, 8, 10, 12],
  ],
  [conv([1, 9, 9, 2], [3, 3, 2, 4], { padding: 1 }), /give 1×9×9×4; with --stride 2 it would fit$/, [1, 5, 5, 4]],
  [
    conv([1, 20, 20, 2], [3, 3, 2, 4]),
    /give 1×18×18×4; with --stride 2 --padding 1 or --stride 2 --padding same it would fit$/,
    [1, 10, 10, 4],
  ],
  [
    conv([2, 3, 9, 9], [8, 3, 3, 3]),
    /or 2×8×7×7 \(NCHW with OIHW\); save the output's transpose\(0, 3, 1, 2\)$/,
    [2, 7, 7, 8],
  ],
  [
    conv([2, 9, 9, 3], [3, 3, 3, 8], { layout: 'nhwc', kernelLayout: 'hwio' }),
    /give 2×7×7×8; save the output's transpose\(0, 2, 3, 1\)$/,
    [2, 8, 7, 7],
  ],
  [
    conv([2, 4, 4, 4], [3, 3, 4, 8], { layout: 'nhwc', kernelLayout: 'hwio' }),
    /give --layout nchw, or save the output's transpose\(0, 2, 3, 1\)$/,
    [2, 8, 2, 2],
  ],
  [conv([1, 9, 9, 2], [3, 3, 2, 4]), /^y: is 2×2, but the inputs and options give 1×7×7×4$/, [2, 2]],
  [
    conv([2, 16, 20, 24], [16, 5, 4, 4], { padding: 1, stride: 2 }),
    /the image has 16; with --transposed it would fit$/,
    [2, 5, 40, 48],
  ],
  [conv([1, 3, 3, 3], [3, 3, 3, 3]), /^y: is 2, but x .* give 1×1×1×3 \(NHWC with HWIO\) or/, [2]],
  [
    { kind: 'matmul', left: zeros('a', 2, 3), right: zeros('b', 4, 3) },
    /^a \(2×3\) has 3 columns, but b \(4×3\) has 4 rows/,
  ],
  [{ kind: 'matmul', left: zeros('a', 2, 2, 3), right: zeros('b', 3, 3, 3) }, /have batches of 2 and 3/],
  [{ kind: 'matmul', left: zeros('a'), right: zeros('b', 3) }, /^a: is a single number/],
  [
    { kind: 'dot', left: zeros('a', 3), right: zeros('b', 4) },
    /^a is 3, but b is 4; dot takes two arrays of the same sizes/,
  ],
  [{ kind: 'sum', array: zeros('a', 2, 3), axes: [2] }, /^--axis 2: a \(2×3\) has the axes 0 to 1, or −2 to −1/],
  [{ kind: 'sum', array: zeros('a', 2, 3), axes: [1, -1] }, /^--axis: axis 1 of a \(2×3\) is named twice/],
];

test.each(wrong)('%# is refused in one line', (request, message, answer?: number[]) => {
  const ask = (): unknown => questionOf(request, answer === undefined ? [] : [zeros('y', ...answer)]);
  expect(ask).toThrow(UsageError);
  expect(ask).toThrow(message);
  expect(ask).toThrow(/^[^\n]+$/);
});

test('booleans are no answer', () => {
  const y = arrayOf([1], [], 'bool', 'y');
  expect(() => questionOf({ kind: 'sum', array: zeros('a', 2) }, [y])).toThrow(/^y: has booleans/);
});

test('many sums have no table of rows', () => {
  const rows = 2 ** 22 + 1;
  const array = { ...zeros('a', 2), sizes: [rows, 2], length: rows * 2 };
  const question = questionOf({ kind: 'sum', array, axes: [1] });
  expect([question.geometry.batch, question.geometry.rowOf.length, question.outputSizes]).toEqual([rows, 1, [rows]]);
  expect(placeOfIndex(question, rows - 1)).toEqual({ part: 0, batch: rows - 1, row: 0, column: 0, channel: 0 });
  expect([...question.left.axes[1]!, ...question.left.axes[4]!]).toEqual([
    { size: rows, stride: 2 },
    { size: 2, stride: 1 },
  ]);
});
