import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { mainHere } from '../main-here.test-support.ts';
import { answerFirst } from './start.ts';

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

test('the answer to the question of 2018 comes in a sentence, before any engine is asked', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await answerFirst();
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /^The question of 2018, by \d+ algorithms of lastbit\. The exact value is 0\.001403816\d+\. Rounding can explain /,
    );
  } finally {
    write.mockRestore();
  }
});
