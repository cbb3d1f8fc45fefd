import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandText, scriptText } from './command-text.ts';
import { caseOfFragment, fragmentOf, longestLink } from './link.ts';
import type { LinkedCase } from './linked-case.ts';

const bytes = new TextEncoder();
const dot: LinkedCase = {
  ...{ command: 'explain', operation: 'dot', arrays: ['a.txt', 'b.txt'] },
  options: { observed: ['gpu=1', "it's=2"], roundInputs: true },
  files: [
    { name: 'a.txt', content: bytes.encode('[1, 2]') },
    { name: 'b.txt', content: Uint8Array.from([0x93, 0, 255]) },
  ],
};

test('a question survives its link', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), fc.string(), async (all, name) => {
      const files = all.map((content, index) => ({ name: `${index}.npy`, content }));
      const asked = { ...dot, options: { observed: [`${name}=1`] }, files };
      expect(await caseOfFragment(`#${await fragmentOf(asked)}`)).toEqual(asked);
    }),
    { numRuns: 50 },
  );
});

test('a window of 576 terms takes about 6 kB', async () => {
  const numbers = Float32Array.from({ length: 576 }, (_, i) => Math.sin(i * 7.3));
  const content = new Uint8Array(numbers.buffer);
  const fragment = await fragmentOf({ ...dot, files: ['a.npy', 'b.npy'].map((name) => ({ name, content })) });
  expect(fragment.length).toBeLessThan(7000);
  expect(longestLink).toBeGreaterThan(7000);
});

const fragmentOfText = (text: string, rest = ''): string => {
  const head = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return `case=1.${deflateRawSync(Buffer.concat([length, head, Buffer.from(rest)])).toString('base64url')}`;
};
const headWith = (change: object): string =>
  JSON.stringify({ command: 'explain', operation: 'dot', arrays: [], options: {}, files: [], ...change });

test.each([
  ['case=2.abc', 'of another version'],
  ['case=1.<script>', 'letters that no link has'],
  ['case=1.AAAA', 'does not inflate'],
  [`case=1.${deflateRawSync(Buffer.alloc(2)).toString('base64url')}`, 'too short'],
  [`case=1.${deflateRawSync(Buffer.alloc(8, 255)).toString('base64url')}`, 'cut short'],
  [`case=1.${deflateRawSync(Buffer.alloc(2 ** 25)).toString('base64url')}`, 'inflates to more than 16777216 bytes'],
  [fragmentOfText('{'), 'no JSON'],
  [fragmentOfText('[]'), 'holds no question'],
  [fragmentOfText(headWith({ command: 'fuzz' })), 'not explain or judge'],
  [fragmentOfText(headWith({ operation: '__proto__' })), 'not conv, dot, sum or matmul'],
  [fragmentOfText(headWith({ options: { report: 'x.html' } })), 'an unknown option'],
  [fragmentOfText(headWith({ options: { stride: ['1'] } })), 'option stride is of another kind'],
  [fragmentOfText(headWith({ options: { observed: '1' } })), 'option observed is of another kind'],
  [fragmentOfText(headWith({ arrays: [1] })), 'arrays are no names'],
  [fragmentOfText(headWith({ files: [['../a.npy', 0]] })), 'no plain name'],
  [fragmentOfText(headWith({ files: [['a.npy', -1]] })), 'no size'],
  [fragmentOfText(headWith({ files: [['a.npy', 9]] })), 'a file of it is cut short'],
])('%j is refused in one line', async (fragment, message) => {
  await expect(caseOfFragment(fragment)).rejects.toThrow(message);
});

test('the command line quotes what a shell would read', () => {
  expect(commandText(dot)).toBe(
    String.raw`npx lastbit explain dot a.txt b.txt --observed gpu=1 --observed 'it'\''s=2' --round-inputs`,
  );
});

test('the script writes the same files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-link-'));
  try {
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\nprintf "%s\\n" "$@" > words\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    expect(spawnSync('sh', ['-c', scriptText(dot)], { cwd: folder, env, encoding: 'utf8' }).status).toBe(0);
    for (const { name, content } of dot.files) {
      const end = name === 'a.txt' ? '\n' : '';
      expect(readFileSync(join(folder, name))).toEqual(Buffer.concat([content, Buffer.from(end)]));
    }
    expect(readFileSync(join(folder, 'words'), 'utf8').split('\n').slice(-4, -1)).toEqual([
      '--observed',
      "it's=2",
      '--round-inputs',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
