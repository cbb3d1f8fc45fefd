import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../python.test-support.ts';

/**
 * The engine that docs/protocol.md describes, written into a folder, which is right but for a factor; as `--engine`
 * takes it.
 */
export function wrongEngine(folder: string): string {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const program = /```python\n([\s\S]*?)```/.exec(text)![1]!.replace('yield total', 'yield total * 1.5');
  writeFileSync(join(folder, 'wrong.py'), program);
  return `wrong="${python}" -S -E ${join(folder, 'wrong.py')}`;
}
