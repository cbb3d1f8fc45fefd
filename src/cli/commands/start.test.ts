import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mainHere } from '../main-here.test-support.ts';

test('start says before it installs anything which folder cannot be written, and which option gives another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-start-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  try {
    const words = ['start', '--corpus', join(file, 'corpus'), '--report', join(file, 'report')];
    expect(await mainHere(words)).toEqual({
      ...{ status: 2, stdout: '' },
      stderr:
        `--corpus ${file}/corpus: ${file} is a file, not a folder: counterexamples will be printed whole; ` +
        'to keep them, copy the corpus to a folder of yours and give that\n' +
        `lastbit: --report ${file}/report: ${file} is a file, not a folder\n`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
