import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { compiledEngines } from '../engines/compiled-engines.ts';
import { engineTable } from '../engines/engine-table.ts';
import { cacheFolder } from '../engines/locations.ts';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { prepareEngines } from './prepare-engines.ts';
import { silentProgress } from './progress.ts';

const folder = useTemporaryCache();

test('without a compiler: one line, and nothing half-installed', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const prepared = await prepareEngines({ required: ['gonum', 'ndarray'], log: silentProgress });
  expect(prepared).toMatchObject([
    { name: 'gonum', state: 'missing', reason: 'no Go (go is not on PATH)' },
    { name: 'ndarray', state: 'missing', reason: 'no Rust (cargo is not on PATH)' },
  ]);
  expect(readdirSync(cacheFolder())).not.toContain('gonum');
});

test.each([
  ['go', 'host.go:10:2: module@v1: Get "https://x": dial tcp 1.2.3.4: connection refused', 'Go', 'connect'],
  ['go', 'host.go:10:2: module@v1: Get "https://x": dial tcp: lookup x: no such host', 'Go', 'connect'],
  ['cargo', 'error: failed to download from `https://x`', 'Rust', 'connect'],
  ['cargo', 'error: no matching package named `serde_json` found', 'Rust', 'connect'],
  ['cargo', 'error: linker `cc` not found', 'no linker', 'install .*gcc'],
  ['cargo', 'error: could not write: No space left on device', 'no space left', 'free some'],
] as const)('%s that says %j: one line that names it, and what mends it', async (compiler, says, reason, hint) => {
  writeFileSync(join(folder(), compiler), `#!/bin/sh\necho '${says}' >&2\nexit 1\n`, { mode: 0o755 });
  vi.stubEnv('PATH', folder());
  const name = compiler === 'go' ? 'gonum' : 'ndarray';
  const [engine] = await prepareEngines({ required: [name], log: silentProgress });
  expect(engine).toMatchObject({
    ...{ state: 'missing', reason: expect.stringContaining(reason) },
    howToGetIt: expect.stringMatching(new RegExp(`^[^\n]*${hint}[^\n]*npx lastbit engines install ${name}$`)),
  });
  expect(readdirSync(cacheFolder())).not.toContain(name);
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
