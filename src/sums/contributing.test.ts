import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printTree } from './tree-text.ts';

test('the order that CONTRIBUTING.md adds gives the tree that it promises', async () => {
  const text = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const code = /```ts\n(import [\s\S]*?)```/.exec(text)?.[1] ?? '';
  const promised = /For five terms that is the tree `([^`]+)`/.exec(text)?.[1];
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
  try {
    const file = join(folder, 'even-odd-tree.ts');
    const here = new URL('.', import.meta.url).pathname;
    writeFileSync(file, code.replaceAll("'../", `'${here}`).replaceAll("'./", `'${here}schemes/`));
    const { evenOddTree } = await import(file);
    expect(printTree(evenOddTree(5))).toBe(promised);
    expect(printTree(evenOddTree(1))).toBe('0');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
