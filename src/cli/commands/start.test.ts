import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mainHere } from '../main-here.test-support.ts';

test('start refuses a report folder that cannot be one before it installs anything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-start-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  try {
    expect(await mainHere(['start', '--report', join(file, 'report')])).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: expect.stringMatching(/^lastbit: --report [^\n]*file, not a folder[^\n]*\n$/),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
