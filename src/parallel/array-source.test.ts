import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { zipBytes } from '../files/archive-bytes.test-support.ts';
import { temporaryFiles } from '../files/array-files.test-support.ts';
import { npyBytes } from '../files/npy-bytes.test-support.ts';
import { openArray } from '../files/open-array.ts';
import { roundedTo } from '../files/with-type.ts';
import { openSource, sourceOf } from './array-source.ts';

const write = temporaryFiles();

/** The memory that a source shares. */
const memoryOf = (source: object): unknown => Object.values(source).find((one) => one instanceof SharedArrayBuffer);

test('a compressed .npz is inflated once, and threads read what was inflated, without the file', () => {
  const stored = npyBytes({ sizes: [2, 3], fortran: true, numbers: [1, 2, 3, 4, 5, 0.1] });
  const path = write('.npz', zipBytes({ 'x.npy': stored }, { deflate: true }));
  const file = openArray(path);
  const sources = [sourceOf(file), sourceOf(roundedTo(file, 'float16'))];
  const [memory, other] = sources.map(memoryOf);
  expect(memory).toBe(other);
  expect((memory as SharedArrayBuffer).byteLength).toBe(stored.length);
  rmSync(path);
  for (const [place, type, tenth] of [
    [0, 'float32', Math.fround(0.1)],
    [1, 'float16', 0.0999755859375],
  ] as const) {
    const opened = openSource(structuredClone(sources[place]!));
    expect(opened).toMatchObject({ path: `${path}:x`, type, sizes: [2, 3], length: 6 });
    expect([...opened.read(0, 6)]).toEqual([1, 2, 3, 4, 5, tenth]);
  }
  // The thread that opened it reads on.
  expect([...file.read(0, 3)]).toEqual([1, 2, 3]);
  file.close();
});
