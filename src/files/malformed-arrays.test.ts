import { closeSync, openSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { safetensorsBytes, zipBytes } from './archive-bytes.test-support.ts';
import { complaintOf, temporaryFiles } from './array-files.test-support.ts';
import { npyBytes, numberBytes, withHeader } from './npy-bytes.test-support.ts';
import { openArray } from './open-array.ts';

const file = temporaryFiles();
const ones = new Uint8Array(16);
const header = (text: string, data = ones): Uint8Array => withHeader(text, 1, data);
const entry = (descr: string, shape = '(2, 2)'): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
const good = npyBytes({ numbers: [1, 2, 3, 4] });
const notDictionary = ': its header is not a dictionary of descr, fortran_order and shape: ';

test.each([
  [good.subarray(0, 5), ': not a .npy file'],
  [good.subarray(0, 8), ': cut short: its header does not end'],
  [good.subarray(0, 10), ': cut short: its header does not end'],
  [good.subarray(0, 128), ': cut short: 0 bytes of numbers, where 2×2 <f4 takes 16'],
  [withHeader(entry("'<f4'"), 0, ones), ': .npy version 0 is not supported'],
  [withHeader(entry("'<f4'"), 4, ones), ': .npy version 4 is not supported'],
  [header(''), notDictionary],
  [header('{}'), notDictionary],
  [header('\0'.repeat(100)), `${notDictionary}"\\u0000`],
  [header("{'descr': '<f4', 'fortran_order': False, }"), notDictionary],
  [header("{'descr': '<f4', 'shape': (2, 2), }"), notDictionary],
  [header("{'fortran_order': False, 'shape': (2, 2), }"), notDictionary],
  [header(`${entry("'<f4'")} + 1`), notDictionary],
  [header("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"), notDictionary],
  [header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'more': 1, }"), notDictionary],
  [header("{'descr': '<f4', 'fortran_order': 'False', 'shape': (2, 2), }"), notDictionary],
  [header("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2), }"), notDictionary],
  [header("{'descr': '<f4', 'fortran_order': False, 'shape': [2, 2], }"), notDictionary],
  [header("{'descr': '<f4', 'fortran_order': False, 'shape': ((2, 2)), }"), notDictionary],
  [header("{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (2,), }"), notDictionary],
  [header("{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (2,), }"), notDictionary],
  [header(entry("[('x', '<f4'), ('y', '<f4')]")), ": holds records of named fields; save one of them, such as array['"],
  [header(entry("'|O'")), ": holds Python objects ('|O'); float16, bfloat16, float32,"],
  [header(entry("'<c8'")), ": holds complex numbers ('<c8'); save the real and the imaginary part"],
  [header(entry("'<f16'")), ": holds floating-point numbers of 128 bits ('<f16')"],
  [header(entry("'<f1'")), ": holds floating-point numbers of 8 bits ('<f1')"],
  [header(entry("'<M8[ns]'")), ": holds dates ('<M8[ns]')"],
  [header(entry("'<m8[us]'")), ": holds durations ('<m8[us]')"],
  [header(entry("'<U5'")), ": holds text ('<U5')"],
  [header(entry("'|S4'")), ": holds text ('|S4')"],
  [header(entry("'|V8'")), ": holds bytes without a type ('|V8')"],
  [header(entry("'<i3'")), ": holds the unknown type '<i3'"],
  [header(entry("'toString'")), ": holds the unknown type 'toString'"],
  [header(entry("''")), ": holds the unknown type ''"],
  [header(entry("'a\x1b[2J'")), ": holds the unknown type 'a\\u001b[2J'"],
  [header(entry("'<f4'", '(2, 2.5)')), ': its header has an invalid shape, (2, 2.5)'],
  [header(entry("'<f4'", '(2,, 2)')), ': its header has an invalid shape, (2,, 2)'],
  [header(entry("'<f4'", '(,)')), ': its header has an invalid shape, (,)'],
  [header(entry("'<f4'", '(-2, -2)')), ': its header has an invalid shape, (-2, -2)'],
  [header(entry("'<f4'", '(1e1, 2)')), ': its header has an invalid shape, (1e1, 2)'],
  [header(entry("'<f4'", `(${'1, '.repeat(65)})`)), ': its header has an invalid shape, (1, 1, 1'],
  [header(entry("'<f4'", '(99999999999, 99999999999)')), ': its header has an invalid shape'],
  [header(entry("'<f4'", '(0, 99999999999, 99999999999)')), ': its header has an invalid shape'],
  [header(entry("'<f4'", '(1000000000,)')), ': cut short: 16 bytes of numbers, where 1000000000 <f4 takes 4000000000'],
  [header(entry("'<f4'", '(1L, 2L)')), ': longer than its header says: 16 bytes of numbers, where 1×2 <f4 takes 8'],
  [header(entry("'<f4'", '()')), ': longer than its header says: 16 bytes of numbers, where one <f4 takes 4'],
])('.npy, %#', (bytes, message) => {
  expect(complaintOf(file('.npy', bytes))).toContain(message);
});

const zip = (options: Parameters<typeof zipBytes>[1] = {}, content = good): Uint8Array =>
  zipBytes({ 'x.npy': content }, options);
const cut = (bytes: Uint8Array, from: number, to?: number): Uint8Array => bytes.slice(from, to);
function edited(bytes: Uint8Array, place: number, ...values: readonly number[]): Uint8Array {
  const changed = bytes.slice();
  changed.set(values, place < 0 ? bytes.length + place : place);
  return changed;
}
const bomb = npyBytes({ sizes: [2 ** 20], numbers: new Array(2 ** 20).fill(0) });
const damaged = 'not a readable ZIP archive: ';
const deflated = zip({ deflate: true });
const claims = (size: number) => ({ deflate: true, claim: { size } });

test.each([
  [new Uint8Array(0), `: ${damaged}it has no end record`],
  [good, `: ${damaged}it has no end record`],
  [cut(zip(), 0, -1), `: ${damaged}it has no end record`],
  [cut(zip(), 10), `: ${damaged}`],
  [cut(zip(), -22), `: ${damaged}its directory lies outside`],
  [edited(zip(), -12, 255, 255), `: ${damaged}it has no ZIP64 locator`],
  [edited(zip(), -12, 200), `: ${damaged}its directory lies outside`],
  [edited(zip(), -10, 0, 0, 0, 64), `: ${damaged}its directory lies outside`],
  [edited(zip(), -6, 1), `: ${damaged}its directory does not end`],
  [edited(zip({ zip64: true }), -34, 1), `: ${damaged}it has no ZIP64 end record`],
  [edited(zip({ zip64: true }), -42, 1), `: ${damaged}it has no ZIP64 locator`],
  [edited(zip({ zip64: true }), -27, 255), `: ${damaged}`],
  [edited(zip(), 0, 0), `:x: ${damaged}its header is missing`],
  [edited(zip(), 26, 255, 255), `:x: ${damaged}its content lies outside`],
  [zip({ claim: { flags: 1 } }), ':x: encrypted; save it without a password'],
  [zip({ claim: { method: 14 } }), ':x: compressed by method 14; save it with numpy.savez'],
  [zip({ claim: { size: 3 } }), `:x: ${damaged}it is stored in 144 bytes, but said to have 3`],
  [zip({}, good.subarray(0, 140)), ':x: cut short: 12 bytes of numbers, where 2×2 <f4 takes 16'],
  [zip(claims(143)), `:x: ${damaged}it inflates to more than 143 bytes`],
  [zip(claims(145)), ':x: longer than its header says: 17 bytes of numbers'],
  [zip(claims(2 ** 31)), `:x: ${damaged}`],
  [zip({ deflate: true, claim: { crc: 1 } }), `:x: ${damaged}its content does not have its checksum`],
  [edited(deflated, 40, 255, 255, 255), `:x: ${damaged}it does not inflate`],
  [zip({ deflate: true, claim: { size: bomb.length - 8 } }, bomb), `:x: ${damaged}it inflates to more than`],
  [
    zip({ deflate: true }, withHeader(entry("'<f4'", `(${2 ** 28},)`), 1, new Uint8Array(0))),
    ':x: cut short: 0 bytes of numbers',
  ],
])('.npz, %#', (bytes, message) => {
  expect(complaintOf(file('.npz', bytes))).toContain(message);
});

test('archives that would take much memory', () => {
  const large = zipBytes({ 'x.npy': new Uint8Array(2 ** 21) }, { claim: { method: 8, size: 2 ** 30 } });
  expect(complaintOf(file('.npz', large))).toBe(
    ':x: takes 1075838976 bytes to inflate; at most 2^30 are used; numpy.savez saves it uncompressed',
  );
  const end = zipBytes({});
  const directory = new Uint8Array(2 ** 24 + 1 + end.length);
  directory.set(end, 2 ** 24 + 1);
  expect(complaintOf(file('.npz', edited(directory, -10, 1, 0, 0, 1)))).toBe(
    ': its directory has 16777217 bytes; at most 2^24 are read',
  );
});

test('a file that cannot be read is closed', () => {
  const path = file('.npy', good);
  const nextDescriptor = (): number => {
    const descriptor = openSync(path, 'r');
    closeSync(descriptor);
    return descriptor;
  };
  const before = nextDescriptor();
  complaintOf(file('.npy', good.subarray(0, 100)));
  complaintOf(file('.npz', edited(deflated, 40, 255, 255, 255)));
  complaintOf(file('.safetensors', tensors({})));
  openArray(path).close();
  expect(nextDescriptor()).toBe(before);
});

test('two entries of one name are not chosen between', () => {
  const two = Buffer.from(zipBytes({ 'x.npy': good, 'y.npy': good }));
  const renamed = Buffer.from(two.toString('latin1').replaceAll('y.npy', 'x.npy'), 'latin1');
  expect(complaintOf(`${file('.npz', renamed)}:x`)).toBe(': holds 2 arrays named x');
});

const tensor = (more: object = {}) => ({ dtype: 'F32', shape: [2, 2], data_offsets: [0, 16], ...more });
const tensors = (head: unknown, data = ones): Uint8Array => safetensorsBytes(head, data);
const unreadable = ': not a readable .safetensors file: ';

test.each([
  [new Uint8Array(7), `${unreadable}it has no header`],
  [numberBytes('<u8', [2n ** 63n]), `${unreadable}its header claims 9223372036854775808 bytes; at most 16777216`],
  [numberBytes('<u8', [5]), `${unreadable}cut short: its header claims 5 bytes`],
  [tensors('{"x": '), ': not JSON'],
  [tensors('['.repeat(1000)), ': arrays and objects are nested more than 64 deep'],
  [tensors([1]), `${unreadable}its header is not an object`],
  [tensors({}, new Uint8Array(0)), ': holds no array'],
  [tensors({ x: 1 }), `${unreadable}the entry x is not one of an array`],
  [tensors({ x: tensor({ shape: [-2, -2] }) }), `${unreadable}the entry x is not`],
  [tensors({ x: tensor({ shape: [1.5] }) }), `${unreadable}the entry x is not`],
  [tensors({ x: tensor({ dtype: 4 }) }), `${unreadable}the entry x is not`],
  [tensors({ x: tensor({ data_offsets: [0] }) }), `${unreadable}the entry x is not`],
  [tensors({ x: tensor({ data_offsets: [16, 0] }) }), `${unreadable}x has the bytes 16 to 0, which is less than none`],
  [tensors({ x: tensor({ data_offsets: [4, 20] }) }), `${unreadable}x has the bytes 4 to 20, after 4 that belong to`],
  [tensors({ x: tensor(), y: tensor() }), `${unreadable}y has the bytes 0 to 16, which overlap with another array`],
  [
    tensors({ x: tensor() }, new Uint8Array(15)),
    `${unreadable}cut short: x has the bytes 0 to 16, but the file has 15`,
  ],
  [tensors({ x: tensor() }, new Uint8Array(17)), `${unreadable}longer than its header says: 17 bytes of numbers`],
  [tensors({ x: tensor({ dtype: 'F8_E4M3' }) }), ':x: holds F8_E4M3; F16, BF16, F32'],
  [tensors({ x: tensor({ dtype: 'constructor' }) }), ':x: holds constructor; F16'],
  [tensors({ x: tensor({ shape: [5] }) }), ':x: has 16 bytes, where 5×F32 takes 20'],
  [tensors({ x: tensor({ shape: [2 ** 52, 2 ** 52] }) }), ':x: has an invalid shape'],
  [tensors({ x: tensor({ shape: [1e9, 1e9] }) }), ':x: has an invalid shape'],
  [tensors({ x: tensor({ shape: Array(65).fill(1) }) }), ':x: has an invalid shape'],
])('.safetensors, %#', (bytes, message) => {
  expect(complaintOf(file('.safetensors', bytes))).toContain(message);
});

/** Files that are read, and changed places in them. */
const seeds: readonly (readonly [extension: string, bytes: Uint8Array])[] = [
  ['.npy', good],
  ['.npy', npyBytes({ type: '>i8', sizes: [2, 3], fortran: true, version: 2, numbers: [1, 2, 3, 4, 5, 6] })],
  ['.npz', zip()],
  ['.npz', deflated],
  ['.npz', zip({ zip64: true, deflate: true })],
  ['.safetensors', tensors({ x: tensor() })],
];
const edits = fc.array(
  fc.tuple(fc.nat({ max: 2000 }), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 255, 48, 57))),
  {
    minLength: 1,
    maxLength: 4,
  },
);

test('changed bytes: an array that fits into its file, or one line', () => {
  const read: number[] = [];
  const property = fc.property(
    fc.constantFrom(...seeds),
    edits,
    fc.nat({ max: 30 }),
    ([extension, bytes], changes, end) => {
      const changed = bytes.slice(0, bytes.length - (end < 20 ? 0 : end - 20));
      for (const [place, value] of changes) changed[place % changed.length] = value;
      const path = file(extension, changed);
      try {
        const array = openArray(path);
        try {
          expect(array.length).toBe(array.sizes.reduce((product, size) => product * size, 1));
          expect(array.length).toBeLessThanOrEqual(1032 * bytes.length);
          read.push(array.read(0, array.length).length);
        } finally {
          array.close();
        }
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        expect(error.message.startsWith(path)).toBe(true);
        expect(error.message).not.toMatch(/\n/);
      }
    },
  );
  fc.assert(property, { seed: 14, numRuns: 300 });
  // Neither always one nor the other.
  expect(read.length).toBeGreaterThan(15);
  expect(read.length).toBeLessThan(285);
});

const literal = fc.oneof(
  fc.constantFrom(
    "'<f4'",
    "'>f2'",
    "'|O'",
    'True',
    'False',
    '(2, 2)',
    '(4,)',
    '()',
    '[',
    '{',
    "'",
    '"<f8"',
    'None',
    ',',
  ),
  fc.string({ maxLength: 8 }),
);

test('any header: an array that fits into its file, or one line', () => {
  const name = fc.constantFrom('descr', 'fortran_order', 'shape', 'other');
  const text = fc
    .array(fc.tuple(name, literal), { maxLength: 4 })
    .map((fields) => `{${fields.map(([key, value]) => `'${key}': ${value}, `).join('')}}`);
  const property = fc.property(text, fc.nat({ max: 20 }), (words, size) => {
    const path = file('.npy', withHeader(words, 3, new Uint8Array(size)));
    try {
      const array = openArray(path);
      array.close();
      expect(array.length).toBeLessThanOrEqual(size);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      expect(error.message).not.toMatch(/\n/);
    }
  });
  fc.assert(property, { seed: 14, numRuns: 200 });
});
