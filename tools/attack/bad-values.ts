/** Values that no option of a type may accept. Every type gets the ones that are nothing at all. */
const nothing = [
  '',
  ' ',
  'nope',
  '\u001b[2J\u001b]0;owned\u0007',
  '__proto__',
  'NaN',
  '1e999',
  '-1',
  '-0',
  '1.5',
] as const;
const noNumber = [
  'Infinity',
  '0x10',
  '1_000',
  '1,2,3',
  '99999999999999999999',
  '١',
  '1e3',
  'null',
  `1${'0'.repeat(5000)}`,
];
const long = 'x'.repeat(100_000);

export type ValueType =
  | 'whole'
  | 'positive'
  | 'pair'
  | 'padding'
  | 'shape'
  | 'shard'
  | 'subject'
  | 'claim'
  | 'engine'
  | 'observed'
  | 'numbers'
  | 'written'
  | 'corpus'
  | 'module'
  | 'entry';

export const badValues: Readonly<Record<ValueType, readonly string[]>> = {
  /** A whole number from 0 on. */
  whole: [...nothing, ...noNumber],
  /** A whole number from 1 on. */
  positive: [...nothing, ...noNumber, '0'],
  pair: [...nothing, '0', '1,', ',1', '1,2,3', '0,1', '1e1', '99999999999999999999', 'a,b', '1x1'],
  padding: [
    ...nothing,
    ...['SAME', 'full', '1', '1,2,3', '1,2,3,4,5', '-1,0,0,0', '1.5,0,0,0', 'NaN,0,0,0', '1e999,0,0,0', '0,0,0,'],
    '99999999999999999999,0,0,0',
  ],
  shape: [
    ...nothing,
    ...['5', '0x0', '5x0', 'axb', '5x5*', '*3x3', '5x5*9x9', '1x2x3x4x5', '-1x5', '1.5x5', 'NaNxNaN'],
    ...['99999999x99999999', '99999999999999999999x1', '5x5*3x3*3x3', '1e9x1', 'x', '5x5*0x0'],
  ],
  shard: [...nothing, '0/4', '5/4', '1/0', '1', '/', '1/2/3', 'a/b', '-1/2', '1.5/2', '1/99999999999999999999', '1/'],
  /** A subject or an engine. */
  subject: [...nothing, 'lastbit/nope', 'LASTBIT', '/', 'lastbit/', 'constructor', 'toString', '*', long],
  claim: [...nothing, 'dot-any-orde', 'DOT-ANY-ORDER', 'constructor', 'toString', '*', long],
  engine: [
    ...nothing,
    ...['=', '=x', 'mine=', 'mine= ', 'lastbit=x', 'numpy=x', 'mine="x', "mine='x", '../a=x', 'a b=x', '\u001b[2J=x'],
    '__proto__',
  ],
  observed: [
    ...nothing,
    ...[
      '=',
      'mine',
      'mine=',
      '=1',
      'mine=abc',
      'mine=1,2',
      'mine=0x1',
      'mine=1e',
      'mine=--1',
      'mine=1 2',
      'mine=\u001b',
    ],
  ],
  /** A file to be read; the names are of the files that bad-files.ts lays. */
  numbers: [
    ...['', 'missing.npy', 'missing.json', 'missing.csv', 'missing', 'folder', 'folder.json', 'folder.npy', 'fifo'],
    ...['fifo.json', 'fifo.npy', 'fifo.csv', 'socket', 'socket.npy', '/dev/zero', '/dev/null', 'zero.npy', 'zero.json'],
    ...['zero.csv', 'empty.npy', 'empty.json', 'empty.csv', 'broken.json', 'deep.json', 'text.json', 'ragged.json'],
    ...['object.json', 'null.json', 'strings.json', 'ten-axes.json', 'no-rows.json', 'infinite.json'],
    ...['ragged.csv', 'words.csv', 'escapes.csv', 'binary.csv', 'truncated.npy', 'short.npy', 'no-header.npy'],
    ...['object.npy', 'integers.npy', 'huge-shape.npy', 'negative-shape.npy', 'text-shape.npy', 'long-header.npy'],
    ...[
      'pickle.npy',
      'wrong-magic.npy',
      'note.txt',
      'file/x',
      'loop.json',
      'huge.csv',
      'huge.json',
      'huge.npy',
      'utf-16.csv',
      'digits.csv',
      'infinite.csv',
      'nul.json',
      'no\u001b[2Jsuch.json',
      `${'n'.repeat(300)}.npy`,
    ],
  ],
  /** A file to be written. */
  written: [
    ...[
      '',
      'folder',
      'file/x.svg',
      '/proc/none/x.svg',
      'null-device',
      'full-device',
      'zero-device',
      'fifo',
      'socket',
      '/',
    ],
    ...[`${'n'.repeat(300)}.svg`, 'link-to-folder', 'link-to-file', 'dangling', '.', '..', 'folder/', 'loop.json'],
  ],
  /** A folder to be read and written. */
  corpus: [
    ...['', 'file', 'file/x', 'fifo', 'socket', '/dev/null', '/dev/zero', 'empty.json/x', 'loop.json', 'n'.repeat(300)],
  ],
  module: [
    ...['', 'missing.js', 'missing.mjs', 'folder', 'folder.js', 'note.txt', 'syntax.mjs', 'throws.mjs', 'nothing.mjs'],
    ...['null.mjs', 'number.mjs', 'wrong.mjs', 'object.json', 'throws-null.mjs', 'throws-escapes.mjs', '\u001b[2J.mjs'],
    ...['zero.mjs', 'fifo.mjs'],
  ],
  /** A file of entries. */
  entry: [
    ...[
      'missing.json',
      'folder.json',
      'fifo.json',
      'socket.json',
      'zero.json',
      'broken.json',
      'deep.json',
      'empty.json',
    ],
    ...['null.json', 'array.json', 'object.json', 'text.json', 'wrong-entry.json', 'nan-entry.json', 'proto.json'],
    ...['ragged.json', 'loop.json', 'file/x.json', 'escapes-entry.json', `${'n'.repeat(300)}.json`],
  ],
};
