import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { compiledEngines } from '../engines/compiled-engines.ts';
import { engineTable } from '../engines/engine-table.ts';
import { cacheFolder } from '../engines/locations.ts';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { prepareEngines } from './prepare-engines.ts';
import { silentProgress } from './progress.ts';

useTemporaryCache();

test('without a compiler: one line, and nothing half-installed', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const prepared = await prepareEngines({ required: ['gonum', 'ndarray'], log: silentProgress });
  expect(prepared).toMatchObject([
    { name: 'gonum', state: 'missing', reason: 'no Go (go is not on PATH)' },
    { name: 'ndarray', state: 'missing', reason: 'no Rust (cargo is not on PATH)' },
  ]);
  expect(readdirSync(cacheFolder())).not.toContain('gonum');
});

test.each(compiledEngines)('the version of $name is the one of the table, exact, with checksums', (engine) => {
  const { name, version, compiler } = engine;
  expect(engineTable.find((entry) => entry.name === name)?.version).toBe(version);
  const read = (file: string): string =>
    readFileSync(new URL(`../engines/hosts/${name}/${file}`, import.meta.url), 'utf8');
  const [wanted, lock] = compiler === 'go' ? ['go.mod', 'go.sum'] : ['Cargo.toml', 'Cargo.lock'];
  expect(read(wanted!)).toContain(compiler === 'go' ? ` v${version}\n` : `${name} = "=${version}"`);
  expect(read(lock!)).toMatch(
    compiler === 'go'
      ? new RegExp(` v${version} h1:`)
      : new RegExp(`name = "${name}"\nversion = "${version}"\n.*\nchecksum`),
  );
});
