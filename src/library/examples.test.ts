import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as vitest from 'vitest';
import { expect, test } from 'vitest';
import * as fastCheckEntry from '../fast-check.ts';
import * as index from '../index.ts';
import * as vitestEntry from '../vitest.ts';

const entries = { lastbit: index, 'lastbit/fast-check': fastCheckEntry, 'lastbit/vitest': vitestEntry };
const modules: Readonly<Record<string, object>> = { ...entries, 'fast-check': { default: fc, ...fc }, vitest };

const blocks = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes('.test'))
  .flatMap((name) => {
    const text = readFileSync(join('src', name), 'utf8');
    return [...text.matchAll(/@example\n \* ```js\n([\s\S]*?) \* ```/g)].map(([, code = '']) => ({
      ...{ file: name, code: code.replaceAll(/^ \* ?/gm, '') },
    }));
  });

/** What an example prints, and what it says that it prints, behind `// `. */
async function run(code: string): Promise<{ readonly printed: readonly string[]; readonly said: readonly string[] }> {
  const printed: string[] = [];
  const log = (...values: readonly unknown[]): void => void printed.push(values.map(String).join(' '));
  const body = code.replaceAll(/^import (?:(\w+)|(\{[^}]*\})|\* as (\w+)) from '([^']+)';|^import '[^']+';/gm, toConst);
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('modules', 'console', body)(modules, { log });
  return { printed, said: [...code.matchAll(/^.*console\.log\(.* \/\/ (.*)$/gm)].map(([, text = '']) => text) };
}

function toConst(_: string, whole?: string, named?: string, all?: string, module?: string): string {
  if (whole !== undefined) return `const ${whole} = modules['${module}'].default;`;
  const names = named?.replaceAll(' as ', ': ') ?? all;
  return names === undefined ? '' : `const ${names} = modules['${module}'];`;
}

const isOfVitest = ({ code }: { readonly code: string }): boolean => code.includes("from 'lastbit/vitest'");
test.each(blocks.filter((block) => !isOfVitest(block)))('$file: $code', async ({ code }) => {
  const { printed, said } = await run(code);
  expect(said.length).toBeGreaterThan(0);
  expect(printed).toEqual(said);
});

// These make tests themselves.
for (const { code } of blocks.filter(isOfVitest)) await run(code);

test.each(Object.entries(entries))('every function of %s has an example that imports it', (entry, exports) => {
  const imported = blocks.flatMap(({ code }) =>
    [...code.matchAll(/import \{([^}]*)\} from '([^']+)'/g)]
      .filter(([, , module]) => module === entry)
      .flatMap(([, names = '']) => names.split(',').map((name) => name.trim())),
  );
  const missing = Object.keys(exports).filter((name) => name !== 'UsageError' && !imported.includes(name));
  expect(missing).toEqual([]);
});
