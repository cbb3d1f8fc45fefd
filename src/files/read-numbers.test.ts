import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { decimalOf, dyadicOf } from '../float/dyadic.ts';
import { zipBytes } from './archive-bytes.test-support.ts';
import { caseOfArrays } from './case-of-arrays.ts';
import { npyBytes } from './npy-bytes.test-support.ts';
import { readNumbers } from './read-numbers.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(extension: string, contents: string | Uint8Array): string {
  const path = join(folder, `${files++}${extension}`);
  writeFileSync(path, contents);
  return path;
}

function complaint(path: string): string {
  try {
    readNumbers(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message).not.toContain('\n');
    expect(message.startsWith(path)).toBe(true);
    return message.slice(path.length);
  }
  throw new Error('it was read');
}

test('.npy of both widths, all versions, two or four dimensions', () => {
  for (const type of ['<f4', '<f8'] as const) {
    for (const version of [1, 2, 3]) {
      const path = file(
        '.npy',
        npyBytes({ type, version, sizes: [2, 3], numbers: [1, -0, 3.5, Number.NaN, 2 ** -149, Infinity] }),
      );
      expect(readNumbers(path)).toEqual({
        path,
        sizes: [2, 3],
        numbers: Float64Array.of(1, -0, 3.5, Number.NaN, 2 ** -149, Infinity),
      });
    }
  }
  expect(readNumbers(file('.NPY', npyBytes({ sizes: [1, 1, 2, 1], numbers: [5, 6] }))).sizes).toEqual([1, 1, 2, 1]);
});

test.each([
  [npyBytes({ numbers: [1, 2, 3, 4] }).subarray(0, -1), ': cut short: 15 bytes of numbers, where 2×2 <f4 takes 16'],
  [npyBytes({ numbers: [1, 2, 3, 4] }).subarray(0, 20), ': cut short: its header does not end'],
  [npyBytes({ numbers: [1, 2, 3, 4] }).subarray(0, 9), ': cut short: its header does not end'],
  [new Uint8Array([...npyBytes({ numbers: [1, 2, 3, 4] }), 0]), ': longer than its header says: 17 bytes'],
  [npyBytes({ type: '<c8', numbers: [1, 2, 3, 4] }), ": holds complex numbers ('<c8'); save the real and"],
  [npyBytes({ sizes: [1e9, 1e9], numbers: [] }), ': its header has an invalid shape, (1000000000, 1000000000)'],
  [npyBytes({ sizes: [1e4, 1e4], numbers: [] }), ': cut short: 0 bytes'],
  [npyBytes({ version: 9, numbers: [1, 2, 3, 4] }), ': .npy version 9 is not supported'],
  [new Uint8Array(0), ': not a .npy file'],
  [new TextEncoder().encode('1,2\n3,4'), ': not a .npy file'],
])('.npy that cannot be read, %#', (bytes, message) => {
  expect(complaint(file('.npy', bytes))).toContain(message);
});

test('arrays of other types, orders and files are read like those of binary32 in C order', () => {
  const numbers = [1, 2, 3, 4, 5, 6];
  for (const type of ['<i8', '>f4', '<f2', '|u1']) {
    const path = file('.npy', npyBytes({ type, sizes: [2, 3], fortran: true, numbers }));
    expect(readNumbers(path)).toEqual({ path, sizes: [2, 3], numbers: Float64Array.from(numbers) });
  }
  const path = `${file('.npz', zipBytes({ 'w.npy': npyBytes({ numbers: [1, 2, 3, 4] }) }))}:w`;
  expect(readNumbers(path)).toEqual({ path, sizes: [2, 2], numbers: Float64Array.of(1, 2, 3, 4) });
});

test('.json: nested arrays, with words for what is no number in JSON', () => {
  expect(readNumbers(file('.json', '[[1, 2.5], [-0.0, 1e-3]]'))).toMatchObject({
    sizes: [2, 2],
    numbers: Float64Array.of(1, 2.5, -0, 0.001),
  });
  expect(readNumbers(file('.json', '[["NaN", "Infinity", "-Infinity"]]')).numbers).toEqual(
    Float64Array.of(Number.NaN, Infinity, -Infinity),
  );
  expect(readNumbers(file('.json', '[[NaN, Infinity, -Infinity]]')).numbers).toEqual(
    Float64Array.of(Number.NaN, Infinity, -Infinity),
  );
  expect(readNumbers(file('.json', '[[[[1],[2]]]]')).sizes).toEqual([1, 1, 2, 1]);
});

test.each([
  ['{"a": 1}', ': not an array'],
  ['[[1, 2], [3]]', ': ragged: [1] has 1 entry, but the first one has 2'],
  ['[[1, 2], 3]', ': ragged: [1] is a number'],
  ['[[1, [2]]]', ': [0][1] is an array of 1, not a number'],
  ['[[1, "2"]]', ': [0][1] is "2", not a number'],
  ['[[1, null]]', ': [0][1] is null, not a number'],
  ['[[1, 1e999]]', ': [0][1] is beyond the range of binary64'],
  ['[[1, 2', ': not JSON'],
  ['', ': not JSON'],
])('.json that cannot be read: %s', (text, message) => {
  expect(complaint(file('.json', text))).toContain(message);
});

test('.csv: one line a row', () => {
  expect(readNumbers(file('.csv', '\uFEFF1, 2.5,nan\r\n-0,1e-3,-inf\r\n\r\n'))).toMatchObject({
    sizes: [2, 3],
    numbers: Float64Array.of(1, 2.5, Number.NaN, -0, 0.001, -Infinity),
  });
});

test.each([
  ['', ': the file is empty'],
  ['a,b\n1,2', ': row 1, column 1: "a" is not a number'],
  ['1,2\n3', ': ragged: row 2 has 1 numbers, row 1 has 2'],
  ['1,,3', ': row 1, column 2: "" is not a number'],
  ['1,0x10', ': row 1, column 2: "0x10" is not a number'],
  ['1e999', ': row 1, column 1: 1e999 is beyond the range of binary64'],
])('.csv that cannot be read: %j', (text, message) => {
  expect(complaint(file('.csv', text))).toContain(message);
});

test('no file, a folder, another kind of file', () => {
  expect(complaint(join(folder, 'none.npy'))).toBe(': there is no such file or folder (ENOENT); check the path');
  expect(complaint(file('.text', '1'))).toBe(': not a .npy, .npz, .safetensors, .json, .csv or .txt file');
  const inner = mkdtempSync(join(folder, 'f-'));
  expect(() => readNumbers(`${inner}/x.csv/y.csv`)).toThrow('there is no such file');
  expect(complaint(join(file('.csv', '1'), 'y.csv'))).toContain(': a part of the path is a file, not a folder');
  expect(() => readNumbers(`${'x'.repeat(300)}.csv`)).toThrow(': the name is too long');
  expect(() => readNumbers('\0.csv')).toThrow('"\\u0000.csv": the name has a NUL character');
  expect(() => readNumbers('')).toThrow('"": not a .npy');
});

test('what may have no end is not read: a FIFO, a device, a socket; nor is a folder', async () => {
  execFileSync('mkfifo', [join(folder, 'fifo.npy')]);
  symlinkSync('/dev/zero', join(folder, 'zero.csv'));
  symlinkSync('loop.csv', join(folder, 'loop.csv'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket.json'), resolve));
  expect(complaint(join(folder, 'fifo.npy'))).toBe(': a FIFO, not a file; give a regular file');
  expect(complaint(join(folder, 'zero.csv'))).toBe(': a device, not a file; give a regular file');
  expect(complaint(join(folder, 'socket.json'))).toContain(': a socket');
  expect(complaint(join(folder, 'loop.csv'))).toContain(': its symbolic links run in a circle');
  expect(complaint(`${mkdtempSync(join(folder, 'g-'))}/`)).toBe(
    ': not a .npy, .npz, .safetensors, .json, .csv or .txt file',
  );
  server.close();
});

test.each([
  ['.csv', 2 ** 24 + 1, ': the file has 16777217 bytes; at most 16777216 are read'],
  ['.json', 2 ** 24 + 1, ': the file has 16777217 bytes; at most 16777216 are read'],
])('%s of %i bytes is not read', (extension, size, message) => {
  const path = file(extension, '');
  truncateSync(path, size);
  expect(complaint(path)).toContain(message);
});

test('more numbers than an image may have are not read', () => {
  const path = file('.npy', npyBytes({ type: '|u1', sizes: [2 ** 26 + 64], numbers: [] }));
  truncateSync(path, 128 + 2 ** 26 + 64);
  expect(complaint(path)).toBe(': has 67108928 numbers; at most 67108864 are read');
});

const digits = '7'.repeat(160_000);
test.each([
  ['.csv', digits, ': row 1, column 1: a number of 160000 characters; at most 1200 are read'],
  ['.csv', `0.${digits}x`, ': row 1, column 1: a number of 160003 characters'],
  ['.csv', `1\n\n2`, ': row 2, column 1: "" is not a number'],
  ['.csv', Buffer.from('\uFEFF1,2', 'utf16le'), ': text in UTF-16; save it as UTF-8'],
  ['.json', `${'['.repeat(6000)}1${']'.repeat(6000)}`, ': arrays and objects are nested more than 64 deep'],
  ['.json', `[[${'{"a":'.repeat(6000)}1${'}'.repeat(6000)}]]`, ': arrays and objects are nested more than 64 deep'],
  ['.json', `[${'['.repeat(6000)}`, ': arrays and objects are nested more than 64 deep'],
  ['.json', `[[1, {"a": 1}]]`, ': [0][1] is an object, not a number'],
  ['.json', `[[${digits}]]`, ': [0][0] is beyond the range of binary64'],
])('%s that would take long, or too much of the stack, %#', (extension, text, message) => {
  expect(complaint(file(extension, text))).toContain(message);
});

test('every number is read that binary64 prints in full, and lines may end as on any system', () => {
  const least = decimalOf(dyadicOf(Number.MIN_VALUE));
  expect(least.length).toBe(1076);
  for (const end of ['\n', '\r\n', '\r']) {
    const read = readNumbers(file('.csv', `${least},1${end}2,3${end}${end}`));
    expect(read).toMatchObject({ sizes: [2, 2], numbers: Float64Array.of(Number.MIN_VALUE, 1, 2, 3) });
  }
  expect(readNumbers(file('.json', `\uFEFF[[${least}, -0]]`)).numbers).toEqual(Float64Array.of(Number.MIN_VALUE, -0));
});

const header = (shape: string): Uint8Array => {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const prefix = Buffer.from('\x93NUMPY\x02\0____', 'latin1');
  prefix.writeUInt32LE(words.length, 8);
  return Buffer.concat([prefix, Buffer.from(words)]);
};
test.each([
  [header('(-1, 2)'), ': its header has an invalid shape, (-1, 2)'],
  [header('(1e3, 2)'), ': its header has an invalid shape, (1e3, 2)'],
  [header('(0x10, 2)'), ': its header has an invalid shape, (0x10, 2)'],
  [header('(1 2,)'), ': its header has an invalid shape, (1 2,)'],
  [header(`(${'1, '.repeat(3000)})`), ': its header has an invalid shape'],
  [header(`(9999999999999999, 9999999999999999)`), ': its header has an invalid shape'],
  [header(`(${' '.repeat(99_999)})`), ': its header has 100055 bytes; at most 10000 are read, as by NumPy'],
  [header('(0, 9007199254740991)'), ': its header has an invalid shape'],
])('.npy with an absurd header, %#', (bytes, message) => {
  const told = complaint(file('.npy', bytes));
  expect(told).toContain(message);
  expect(told.length).toBeLessThan(200);
});

const options = { stride: [1, 1], dilation: [1, 1], padding: 'valid', roundInputs: false } as const;
const array = (path: string, sizes: readonly number[], numbers: readonly number[] = []) => ({
  path,
  sizes,
  numbers: numbers.length > 0 ? Float64Array.from(numbers) : new Float64Array(sizes.reduce((a, b) => a * b, 1)),
});

test('rows and columns are one channel; four dimensions are NHWC and HWIO', () => {
  expect(caseOfArrays(array('i', [4, 5]), array('k', [2, 3]), options).case.shape).toMatchObject({
    ...{ batch: 1, height: 4, width: 5, channelsIn: 1, channelsOut: 1, kernelHeight: 2, kernelWidth: 3 },
  });
  expect(caseOfArrays(array('i', [2, 4, 5, 3]), array('k', [2, 3, 3, 7]), options).case.shape).toMatchObject({
    ...{ batch: 2, height: 4, width: 5, channelsIn: 3, channelsOut: 7, kernelHeight: 2, kernelWidth: 3 },
  });
});

test.each([
  [array('i', [2, 3, 4]), array('k', [1, 1]), 'i: has 3 dimensions; an image'],
  [array('i', [3]), array('k', [1, 1]), 'i: has 1 dimension; an image'],
  [array('i', [2, 2]), array('k', [1, 1, 1]), 'k: has 3 dimensions; a kernel'],
  [array('i', [0, 2]), array('k', [1, 1]), 'i: has no numbers: 0×2'],
  [array('i', [1, 5, 5, 3]), array('k', [2, 2]), 'k: takes 1 input channels, but the image i has 3'],
  [array('i', [2, 2]), array('k', [3, 3]), 'does not fit into a 2×2 image'],
  [array('i', [1, 3], [1, 2, 0.1]), array('k', [1, 1]), 'i: 0.1 at [0][2] is not a binary32 number'],
  [array('i', [1, 1]), array('k', [1, 1], [1e300]), 'k: 1e+300 at [0][0] is beyond the range of binary32'],
])('arrays that make no case, %#', (image, kernel, message) => {
  expect(() => caseOfArrays(image, kernel, options)).toThrow(message);
  expect(() => caseOfArrays(image, kernel, options)).toThrow(UsageError);
});

test('inputs are rounded when that is asked for, not beyond the range', () => {
  const [image, kernel] = [array('i', [1, 3], [1, 2, 0.1]), array('k', [1, 1], [0.1])];
  const rounded = caseOfArrays(image, kernel, { ...options, roundInputs: true });
  expect(rounded.rounded).toBe(2);
  expect([...rounded.case.image]).toEqual([1, 2, Math.fround(0.1)]);
  const huge = array('k', [1, 1], [1e300]);
  expect(() => caseOfArrays(image, huge, { ...options, roundInputs: true })).toThrow(
    'k: 1e+300 at [0][0] is beyond the range of binary32',
  );
});
