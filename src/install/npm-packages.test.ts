import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { demandNpm, installNpmPackages } from './npm-packages.ts';
import { silentProgress } from './progress.ts';

const folder = useTemporaryCache();

/** Packs and pins a small package, whose script would leave a file. The checksum is by default the right one. */
function pin(checksum?: string): string {
  const [source, pinned] = ['small', 'pinned'].map((name) => join(folder(), name));
  for (const path of [source!, pinned!]) mkdirSync(path);
  const scripts = { install: "node -e \"require('fs').writeFileSync('ran', '')\"" };
  writeFileSync(join(source!, 'package.json'), JSON.stringify({ name: 'small', version: '1.0.0', scripts }));
  const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', folder(), source!], { encoding: 'utf8' });
  const integrity = checksum ?? /"integrity": "([^"]+)"/.exec(packed.stdout)?.[1];
  const resolved = 'file:../small-1.0.0.tgz';
  const dependencies = { small: resolved };
  const packages = {
    '': { dependencies },
    'node_modules/small': { version: '1.0.0', resolved, integrity, hasInstallScript: true },
  };
  writeFileSync(join(pinned!, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(pinned!, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  return pinned!;
}

function install(pinned: string): Promise<void> {
  const target = join(folder(), 'target');
  mkdirSync(target);
  vi.stubEnv('npm_config_cache', join(folder(), 'npm'));
  return installNpmPackages({ component: 'some', activity: 'installing', pinned, target }, silentProgress);
}

test('pinned packages are installed, no script of theirs runs, and what npm hands on changes nothing', async () => {
  const pinned = pin();
  for (const name of ['dry_run', 'global', 'package_lock_only']) vi.stubEnv(`npm_config_${name}`, 'true');
  vi.stubEnv('npm_config_location', 'global');
  vi.stubEnv('npm_config_workspace', 'some');
  await install(pinned);
  const small = join(folder(), 'target', 'node_modules', 'small');
  expect(JSON.parse(readFileSync(join(small, 'package.json'), 'utf8'))).toMatchObject({ version: '1.0.0' });
  expect(readdirSync(small)).toEqual(['package.json']);
});

test('a package with another checksum than the pinned one', async () => {
  await expect(install(pin(`sha512-${'A'.repeat(86)}==`))).rejects.toMatchObject({
    reason: 'the registry of npm offers a package whose checksum is not the expected one',
    howToGetIt: expect.stringMatching(/npx lastbit engines install some$/),
  });
});

test('no npm on PATH', () => {
  vi.stubEnv('PATH', folder());
  expect(() => demandNpm('some')).toThrow(
    'npm is not on PATH; to get it: put npm on PATH (it comes with Node), then npx lastbit engines install some',
  );
});
