import { expect, test } from 'vitest';
import { parseLiteral } from './parse-literal.ts';

const read = (text: string) => {
  const { sizes, numbers, type } = parseLiteral('a.txt', text);
  return { sizes, numbers: [...numbers], type };
};
const square = { sizes: [2, 2], numbers: [1, 2, 3, 4] };

test.each([
  ['[[1, 2], [3, 4]]', undefined],
  ['[[1. 2.]\n [3. 4.]]', undefined],
  ['array([[1., 2.],\n       [3., 4.]], dtype=float32)', 'float32'],
  ['np.array([[1, 2], [3, 4]], dtype=np.float16)', 'float16'],
  ['x = numpy.array(((1, 2), (3, 4.)))', undefined],
  ['tensor([[1., 2.],\n        [3., 4.]])', undefined],
  ["tensor([[1., 2.], [3., 4.]], device='cuda:0', dtype=torch.float16)", 'float16'],
  ['tensor([[1., 2.], [3., 4.]], grad_fn=<MmBackward0>)', undefined],
  ['tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)', 'float32'],
  ['<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], dtype=float32)>', 'float32'],
  ['Array([[1., 2.], [3., 4.]], dtype=bfloat16)', 'bfloat16'],
  ['float a[2][2] = {{1.0f, 2.0f}, {3.0f, 4.0f}};', 'float32'],
  ['const double a[] [2] = { {1, 2}, /* second */ {3, 4} }; // end', 'float64'],
  ['{ {1.f, 2.f}, {3.f, 4e0f}, }', 'float32'],
  ['{{0x1p+0, 0x1.0p1}, {0x3p0, 0x.8p3}}', undefined],
  ['[1 2; 3 4]', undefined],
  ['1, 2\n3, 4\n', undefined],
  ['1 2\r\n3 4', undefined],
  ['1 2; 3 4', undefined],
])('%j', (text, type) => {
  expect(read(text)).toEqual({ ...square, type });
});

test.each([
  ['[1, 2, 3]', [3], [1, 2, 3]],
  ['1, 2, 3', [3], [1, 2, 3]],
  ['1\n2\n3', [3], [1, 2, 3]],
  ['new Float32Array([1, -2.5e-3, 3])', [3], [1, -2.5e-3, 3]],
  ['0.5', [], [0.5]],
  ['np.float32(0.5)', [], [0.5]],
  ['[nan, -inf, inf, NaN, Infinity]', [5], [Number.NaN, -Infinity, Infinity, Number.NaN, Infinity]],
  ['[]', [0], []],
])('%j has the sizes %j', (text, sizes, numbers) => {
  expect(read(text)).toMatchObject({ sizes, numbers });
});

test.each([
  ['[[1, 2], [3]]', 'a.txt: ragged: [1] has 1 entry, but the first one has 2'],
  ['[[1, 2], 3]', 'a.txt: ragged: a number stands where a row is due'],
  ['[1, [2, 3]]', 'a.txt: ragged: a row stands where a number is due'],
  ['[1, two]', 'a.txt: [1]: two is not a number'],
  ['[[1, 2], [3, 4', 'a.txt: cut short: a bracket is not closed'],
  ['[1, 2]]', 'a.txt: ] after the last bracket; give one array'],
  ['[1. 2. ... 3.]', 'a.txt: the printout leaves numbers out (...); print all'],
  ['1 2\n3', 'a.txt: ragged: row 2 has 1 numbers, row 1 has 2'],
  ['', 'a.txt: there are no numbers'],
  ['[0x]', 'a.txt: [0]: 0x is not a number'],
  ['-0x.p1', 'a.txt: row 1, column 1: -0x.p1 is not a number'],
  ['[1e999]', 'a.txt: [0]: 1e999 is beyond the range of binary64'],
  [`[1.${'1'.repeat(200_000)}]`, 'a.txt: [0]: a number of 200002 characters; at most 1200 are read'],
  [`[${'1'.repeat(1300)}]`, 'a.txt: [0]: a number of 1300 characters; at most 1200 are read'],
  ['['.repeat(40), 'a.txt: brackets are nested more than 32 deep'],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each(['[1/* a *//* b */, 2]', '[1, /* a *///b, 3\n2]', '{1/**//**/,2};', '[1, /* // */ 2] // /* c'])(
  'comments of C are left out of %j',
  (text) => {
    expect([...read(text).numbers]).toEqual([1, 2]);
  },
);

const million = 10 ** 6;
// A pattern that takes the square of the length takes minutes for one of these.
test.each([
  ['/*'],
  ['// x\n'],
  [' float'],
  ['(float a[2]'],
  [';', '['],
  [' ', '[1', '2]'],
  [' ', 'dtype='],
  [' ', 'numpy', '='],
  ['[] '],
  ['a.', '= '],
  [') a', 'f('],
  [', dtype', '[1]'],
  ['1e'],
  ['1', '', 'g'],
  ['\ufeff'],
])('a million characters of %j are read or refused', (part, before = '', after = '') => {
  const text = `${before}${part.repeat(million / part.length)}${after}`;
  try {
    expect(parseLiteral('a.txt', text).numbers).toHaveLength(2);
  } catch (error) {
    expect((error as Error).name).toBe('UsageError');
    expect((error as Error).message.length).toBeLessThan(200);
  }
});
