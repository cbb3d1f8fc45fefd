import { createHash } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { safetensorsBytes, zipBytes } from './archive-bytes.test-support.ts';
import { complaintOf, numbersIn, temporaryFiles } from './array-files.test-support.ts';
import { fortranReader } from './fortran-order.ts';
import { npyBytes, numberBytes, withHeader } from './npy-bytes.test-support.ts';
import { openArray } from './open-array.ts';
import { withType } from './with-type.ts';

const file = temporaryFiles();

const floats = [1, -2.5, -0, 0.0078125, 96, -0.15625];
const signed = [1, -2, 0, 7, 96, -128];
const unsigned = [1, 2, 0, 7, 96, 255];
const types = {
  ...{ '<f2': floats, '>f2': floats, '<f4': floats, '>f4': floats, '<f8': floats, '>f8': floats },
  ...{ '|i1': signed, '<i2': signed, '>i2': signed, '<i4': signed, '>i4': signed, '<i8': signed, '>i8': signed },
  ...{ '|u1': unsigned, '<u2': unsigned, '>u2': unsigned, '<u4': unsigned, '>u4': unsigned },
  ...{ '<u8': unsigned, '>u8': unsigned, '|b1': [1, 0, 0, 1, 1, 0], '<V2': floats },
};
const orders = Object.entries(types).flatMap(([type, numbers]) =>
  [false, true].map((fortran) => ({ type, fortran, numbers, sizes: [2, 1, 3] })),
);

test('the bytes that the tests read are those that NumPy 2.4.6 and ml_dtypes 0.6.0 write', () => {
  const hash = createHash('sha256');
  for (const one of orders) hash.update(npyBytes(one));
  expect(hash.digest('hex')).toBe('11473cf4b82117ce55473cdaf28a95a1c0998c2d315282d1936e55dde9cbebb9');
});

test.each(orders)('.npy of $type, Fortran order: $fortran', ({ type, fortran, numbers, sizes }) => {
  for (const version of [1, 2, 3]) {
    const array = openArray(file('.npy', npyBytes({ type, fortran, numbers, sizes, version })));
    expect(array).toMatchObject({ sizes, length: 6 });
    expect(array.read(0, 6)).toEqual(Float64Array.from(numbers));
    expect(array.read(2, 5)).toEqual(Float64Array.from(numbers.slice(2, 5)));
    expect(array.read(6, 6)).toHaveLength(0);
    expect(() => array.read(0, 7)).toThrow(RangeError);
    array.close();
  }
});

test('bits become numbers: subnormal, largest, infinite, NaN', () => {
  const read = (type: string, words: readonly number[]): number[] => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${words.length},), }`;
    return numbersIn(file('.npy', withHeader(header, 1, numberBytes('<u2', words))));
  };
  expect(read('<f2', [1, 0x3ff, 0x400, 0x3c01, 0x7bff, 0x8000, 0xfc00, 0x7c01])).toEqual([
    ...[2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1 + 2 ** -10, 65504, -0, Number.NEGATIVE_INFINITY, Number.NaN],
  ]);
  expect(read('<V2', [1, 0x80, 0x3f81, 0x7f7f, 0x8000, 0xff80, 0x7fc0])).toEqual([
    ...[2 ** -133, 2 ** -126, 1 + 2 ** -7, 255 * 2 ** 120, -0, Number.NEGATIVE_INFINITY, Number.NaN],
  ]);
});

test('integers up to 2^53 are exact; larger ones are refused with their place', () => {
  const [edge, sizes] = [2n ** 53n, [1, 2]];
  for (const order of '<>') {
    const read = (type: string, numbers: readonly bigint[], fortran = false) =>
      file('.npy', npyBytes({ type: `${order}${type}`, sizes, numbers, fortran }));
    expect(numbersIn(read('i8', [edge, -edge]))).toEqual([2 ** 53, -(2 ** 53)]);
    expect(numbersIn(read('u8', [edge, edge - 1n]))).toEqual([2 ** 53, 2 ** 53 - 1]);
    const rest = ', which is beyond ±2^53; integers up to there are read';
    expect(complaintOf(read('i8', [0n, edge + 1n]))).toBe(`: [0][1] is 9007199254740993${rest}`);
    expect(complaintOf(read('i8', [-edge - 1n, 0n]))).toBe(`: [0][0] is -9007199254740993${rest}`);
    expect(complaintOf(read('u8', [0n, 2n ** 64n - 1n], true))).toBe(`: [0][1] is 18446744073709551615${rest}`);
  }
  const fortran = npyBytes({ type: '<i8', sizes: [2, 3], fortran: true, numbers: [0, 0, edge + 1n, 0, 0, 0] });
  expect(complaintOf(file('.npy', fortran))).toContain(': [0][2] is 9007199254740993,');
  const bool = npyBytes({ type: '|b1', sizes: [], numbers: [2] });
  expect(complaintOf(file('.npy', bool))).toBe(': its number is the byte 2, which is no boolean; 0 and 1 are');
});

test('no axes, one, and 64; one of size 0', () => {
  for (const sizes of [[], [1], Array<number>(64).fill(1)]) {
    const array = openArray(file('.npy', npyBytes({ sizes, numbers: [7] })));
    expect(array).toMatchObject({ sizes, length: 1 });
    expect([...array.read(0, 1)]).toEqual([7]);
    array.close();
  }
  expect(numbersIn(file('.npy', npyBytes({ sizes: [2, 0, 3], fortran: true, numbers: [] })))).toEqual([]);
});

test('bfloat16 by ml_dtypes is read as such, and that is said', () => {
  const note = "its type '<V2', two bytes without a meaning, is read as bfloat16, because ml_dtypes writes it so";
  const array = openArray(file('.npy', npyBytes({ type: '<V2', numbers: [1, 2, 3, 4] })));
  expect(array).toMatchObject({ type: 'bfloat16', note });
  array.close();
});

test('large arrays are converted in pieces; Fortran order is gathered in several passes over the file', () => {
  const numbers = Float64Array.from({ length: 70_000 * 2 }, (_, index) => index);
  for (const fortran of [false, true]) {
    const stored = fortran ? numbers.map((_, place) => 2 * (place % 70_000) + Math.floor(place / 70_000)) : numbers;
    const header = `{'descr': '<f8', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (70000, 2)}`;
    const path = file('.npy', withHeader(header, 1, new Uint8Array(stored.buffer)));
    expect(numbersIn(path).findIndex((number, index) => number !== index)).toBe(-1);
  }
  const sizes = [4, 1, 3, 5, 2];
  const inFile = npyBytes({ type: '|u1', fortran: true, sizes, numbers: Array.from({ length: 120 }, (_, n) => n) });
  const reads: number[] = [];
  const stored = (from: number, to: number) => {
    reads.push(to - from);
    return Float64Array.from(inFile.subarray(-120).subarray(from, to));
  };
  const read = fortranReader(sizes, stored, 50);
  for (const [from, to] of [
    [0, 7],
    [7, 60],
    [30, 31],
    [100, 120],
    [3, 119],
    [0, 120],
  ] as const) {
    expect([...read(from, to)]).toEqual(Array.from({ length: to - from }, (_, index) => from + index));
  }
  expect(reads.length).toBeGreaterThan(3);
});

const [a, b] = [npyBytes({ numbers: [1, 2, 3, 4] }), npyBytes({ type: '>i2', sizes: [3], numbers: [5, -6, 7] })];

test.each([{}, { deflate: true }, { zip64: true }, { deflate: true, zip64: true }])('.npz, %j', (options) => {
  const both = file('.npz', zipBytes({ 'a.npy': a, 'layer:1/b.npy': b, 'note.txt': new Uint8Array(3) }, options));
  expect(numbersIn(`${both}:a`)).toEqual([1, 2, 3, 4]);
  expect(numbersIn(`${both}:layer:1/b`)).toEqual([5, -6, 7]);
  expect(numbersIn(`${both}:layer:1/b.npy`)).toEqual([5, -6, 7]);
  expect(complaintOf(both)).toBe(`: it holds 2 arrays: a, layer:1/b; choose one: ${both}:a`);
  expect(complaintOf(`${both}:aa`)).toBe(': holds no array aa; it holds 2 arrays: a, layer:1/b; did you mean a?');
  const one = file('.npz', zipBytes({ 'arr_0.npy': b }, options));
  expect(numbersIn(one)).toEqual([5, -6, 7]);
  const array = openArray(one);
  expect(array.path).toBe(`${one}:arr_0`);
  array.close();
  expect(complaintOf(file('.npz', zipBytes({}, options)))).toBe(': holds no array');
});

test.each(['F16', 'BF16', 'F32', 'F64', 'I8', 'I16', 'I32', 'I64', 'U8', 'U16', 'U32', 'U64', 'BOOL'])(
  '.safetensors of %s',
  (dtype) => {
    const code =
      dtype === 'BF16' ? 'V2' : dtype === 'BOOL' ? 'b1' : `${dtype[0]!.toLowerCase()}${Number(dtype.slice(1)) / 8}`;
    const data = numberBytes(`<${code}`, [1, 0, 1]);
    const entry = (from: number, to: number) => ({
      dtype,
      shape: [to - from],
      data_offsets: [from * width, to * width],
    });
    const width = data.length / 3;
    const header = { __metadata__: { format: 'pt' }, x: { ...entry(0, 1), shape: [] }, 'y.weight': entry(1, 3) };
    const path = file('.safetensors', safetensorsBytes(`${JSON.stringify(header)}  `, data));
    expect(numbersIn(`${path}:x`)).toEqual([1]);
    expect(numbersIn(`${path}:y.weight`)).toEqual([0, 1]);
    expect(complaintOf(path)).toContain(': it holds 2 arrays: x, y.weight; choose one');
  },
);

test('text: any nesting of JSON; CSV is rows and columns', () => {
  for (const [extension, text, sizes, numbers] of [
    ['.json', '3.5', [], [3.5]],
    ['.json', '"-Infinity"', [], [Number.NEGATIVE_INFINITY]],
    ['.json', '[1, 2, NaN]', [3], [1, 2, Number.NaN]],
    ['.json', '[[[[[1], [2]]]]]', [1, 1, 1, 2, 1], [1, 2]],
    ['.json', '[[], []]', [2, 0], []],
    ['.csv', '1,2,3\n', [1, 3], [1, 2, 3]],
    ['.csv', '1\n2\n3\n', [3, 1], [1, 2, 3]],
  ] as const) {
    const array = openArray(file(extension, text));
    expect(array).toMatchObject({ type: 'float64', sizes, length: numbers.length });
    expect([...array.read(0, array.length)]).toEqual(numbers);
    expect(() => array.read(0, array.length + 1)).toThrow(RangeError);
    array.close();
  }
});

test('numbers are rounded to a type only where that is asked for, and counted', () => {
  const tenths = openArray(file('.json', '[[0.5, 0.1], [0.2, "NaN"]]'));
  expect(() => withType(tenths, 'float32', false)).toThrow(
    /: 0.1 at \[0]\[1] is not a binary32 number; the nearest is/,
  );
  const rounded = withType(tenths, 'bfloat16', true);
  expect(rounded).toMatchObject({ rounded: 2, file: { type: 'bfloat16' } });
  expect([...rounded.file.read(1, 4)]).toEqual([0.10009765625, 0.2001953125, Number.NaN]);
  const large = openArray(file('.json', '70000'));
  expect(() => withType(large, 'float16', true)).toThrow(/: 70000 is beyond the range of binary16$/);
  const half = openArray(file('.npy', npyBytes({ type: '<f2', numbers: [1, 2, 3, 4] })));
  expect(withType(half, 'float32', false)).toMatchObject({ rounded: 0, file: { type: 'float32' } });
  half.close();
  const whole = openArray(file('.npy', npyBytes({ type: '<i4', sizes: [2], numbers: [1, 2 ** 24 + 1] })));
  expect(() => withType(whole, 'float32', false)).toThrow(/: 16777217 at \[1] is not a binary32 number/);
  whole.close();
});

test('a file that becomes shorter while it is read', () => {
  const path = file('.npy', npyBytes({ numbers: [1, 2, 3, 4] }));
  const array = openArray(path);
  truncateSync(path, 130);
  expect(() => array.read(0, 4)).toThrow(`${path}: cut short while it was read`);
  array.close();
});
