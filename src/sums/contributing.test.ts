import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printTree } from './tree-text.ts';

test('the scheme that CONTRIBUTING.md adds to schemes.ts gives the tree that it promises', async () => {
  const text = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const code = /```ts\n(\/\*\*[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const promised = /For five terms that is the tree `([^`]+)`/.exec(text)?.[1];
  const schemes = readFileSync(new URL('./schemes.ts', import.meta.url), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
  try {
    const file = join(folder, 'schemes.ts');
    const here = new URL('.', import.meta.url).pathname;
    writeFileSync(file, `${schemes.replaceAll("'./", `'${here}`)}\n${code}`);
    const { evenOddTree } = await import(file);
    expect(printTree(evenOddTree(5))).toBe(promised);
    expect(printTree(evenOddTree(1))).toBe('0');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
