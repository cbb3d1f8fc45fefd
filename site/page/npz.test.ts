import { expect, test } from 'vitest';
import { zipBytes } from '../../src/files/archive-bytes.test-support.ts';
import { npyBytes } from '../../src/files/npy-bytes.test-support.ts';
import { openNpz } from './npz.ts';

const a = new Uint8Array(npyBytes({ numbers: [1, 2, 3, 4] }));
const b = new Uint8Array(npyBytes({ numbers: [5, 6] }));

test.each([{}, { deflate: true }, { zip64: true }, { deflate: true, zip64: true }])('a .npz, %j', async (options) => {
  const npz = openNpz('w.npz', zipBytes({ 'a.npy': a, 'layer/b.npy': b, 'note.txt': new Uint8Array(3) }, options));
  expect(npz.names).toEqual(['a', 'layer/b']);
  expect(await npz.array('a')).toEqual({ name: 'w-a.npy', content: a });
  expect(await npz.array('layer/b')).toEqual({ name: 'w-layer_b.npy', content: b });
});

test.each([
  [{ deflate: true, claim: { crc: 1 } }, 'its content does not have its checksum'],
  [{ deflate: true, claim: { size: a.length - 1 } }, `it inflates to more than ${a.length - 1} bytes`],
  [{ deflate: true, claim: { size: a.length + 1 } }, `it inflates to less than ${a.length + 1} bytes`],
  [{ deflate: true, claim: { method: 12 } }, 'compressed by method 12'],
  // Stored, but said to be deflated.
  [{ claim: { method: 8 } }, 'not a readable ZIP archive: it '],
  [{ claim: { flags: 1 } }, 'encrypted'],
])('%j is refused in one line', async (options, message) => {
  const npz = openNpz('w.npz', zipBytes({ 'a.npy': a }, options));
  await expect(npz.array('a')).rejects.toThrow(message);
});

test('what is no archive, or has no array, is refused with its name', () => {
  expect(() => openNpz('w.npz', a)).toThrow('w.npz: not a readable ZIP archive');
  expect(() => openNpz('w.npz', zipBytes({ 'note.txt': b }))).toThrow('w.npz: holds no array');
});

test('a name with line breaks or marks of direction is one line, and of two equal names none is taken', async () => {
  const npz = openNpz('w.npz', zipBytes({ 'a\n\u202eb.npy': a }));
  expect(await npz.array('a\n\u202eb')).toEqual({ name: 'w-a__b.npy', content: a });
  const damaged = openNpz('w.npz', zipBytes({ 'a\nb.npy': a }, { claim: { crc: 1 } }));
  await expect(damaged.array('a\nb')).rejects.toThrow(/^w\.npz:a.+b: not a readable/);
  const bytes = zipBytes({ 'a.npy': a, 'b.npy': b });
  const twice = Buffer.from(bytes).toString('latin1').replaceAll('b.npy', 'a.npy');
  const equal = openNpz('w.npz', new Uint8Array(Buffer.from(twice, 'latin1')));
  await expect(equal.array('a')).rejects.toThrow('w.npz: holds 2 arrays named a');
});
