import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arithmeticEntry, exampleEntry } from './example-entries.test-support.ts';
import { loadKnown } from './load-corpus.ts';
import { saveEntry } from './save-entry.ts';

test('what comes with the package is known besides; an entry of both is the one of the folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-known-'));
  try {
    const [own, packaged] = [join(folder, 'own'), join(folder, 'packaged')];
    const path = saveEntry(own, exampleEntry);
    saveEntry(packaged, { ...exampleEntry, note: 'older' });
    const other = saveEntry(packaged, arithmeticEntry);
    expect(loadKnown(own, packaged).entries.map((loaded) => loaded.path)).toEqual([path, other]);
    expect(loadKnown(join(folder, 'nothing'), packaged).entries).toHaveLength(2);
    expect(loadKnown(own, undefined).entries.map((loaded) => loaded.path)).toEqual([path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
