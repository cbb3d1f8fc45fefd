import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkIntoPackage, unlinkFromPackage } from './link-into-package.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

const folder = useTemporaryCache();

function cacheAndPackage(): { readonly cache: string; readonly old: string; readonly package: string } {
  const [cache, old, packageFolder] = ['new', 'old', 'package'].map((name) => join(folder(), name)) as [
    string,
    string,
    string,
  ];
  for (const one of [cache, old]) {
    mkdirSync(join(one, 'lib'), { recursive: true });
    writeFileSync(join(one, 'lib', 'addon'), one);
  }
  mkdirSync(packageFolder);
  return { cache, old, package: packageFolder };
}

test('links are made, made again after a wipe, moved to another installation, and removed; the cache stays', () => {
  const { cache, old, package: packageFolder } = cacheAndPackage();
  for (const target of [old, old, cache]) {
    linkIntoPackage(packageFolder, target, ['lib']);
    expect(readFileSync(join(packageFolder, 'lib', 'addon'), 'utf8')).toBe(target);
  }
  rmSync(packageFolder, { recursive: true });
  mkdirSync(packageFolder);
  linkIntoPackage(packageFolder, cache, ['lib']);
  expect(realpathSync(join(packageFolder, 'lib'))).toBe(realpathSync(join(cache, 'lib')));
  unlinkFromPackage(packageFolder, ['lib']);
  expect(readdirSync(packageFolder)).toEqual([]);
  expect(existsSync(join(cache, 'lib', 'addon'))).toBe(true);
});

test("what the package's own script has put there is neither replaced nor removed", () => {
  const { cache, package: packageFolder } = cacheAndPackage();
  mkdirSync(join(packageFolder, 'lib'));
  linkIntoPackage(packageFolder, cache, ['lib']);
  unlinkFromPackage(packageFolder, ['lib']);
  expect(lstatSync(join(packageFolder, 'lib')).isDirectory()).toBe(true);
});

test('a link whose target is gone is replaced', () => {
  const { cache, old, package: packageFolder } = cacheAndPackage();
  linkIntoPackage(packageFolder, old, ['lib']);
  rmSync(old, { recursive: true });
  linkIntoPackage(packageFolder, cache, ['lib']);
  expect(readFileSync(join(packageFolder, 'lib', 'addon'), 'utf8')).toBe(cache);
});
