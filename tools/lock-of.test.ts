import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Lock, lockOf } from './lock-of.ts';

test('a part of a lock has what its packages need, in the place where Node finds it, and nothing else', () => {
  const packages = {
    '': { dependencies: { a: '1.0.0', z: '1.0.0' } },
    'node_modules/a': { version: '1.0.0', dev: true, dependencies: { b: '^1.0.0' }, optionalDependencies: { o: '1' } },
    'node_modules/a/node_modules/b': { version: '1.5.0', dependencies: { c: '*' } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/c': { version: '3.0.0', peerDependencies: { a: '*' } },
    'node_modules/z': { version: '1.0.0' },
  };
  const { manifest, lock } = lockOf({ packages }, ['a']);
  expect(manifest).toEqual({ private: true, dependencies: { a: '1.0.0' } });
  const { dev: _, ...a } = packages['node_modules/a'];
  expect(lock.packages).toEqual({
    '': { dependencies: { a: '1.0.0' } },
    'node_modules/a': a,
    'node_modules/a/node_modules/b': packages['node_modules/a/node_modules/b'],
    'node_modules/c': packages['node_modules/c'],
  });
  expect(() => lockOf({ packages }, ['o'])).toThrow('the root needs o, which is not there');
});

test('what is fetched for tfjs-node has a version and a checksum for every package, and no tool of ours', () => {
  const whole = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const { lock } = lockOf(whole, ['@tensorflow/tfjs-node', 'node-gyp']);
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(entries.length).toBeGreaterThan(50);
  for (const [path, entry] of entries) {
    expect(entry, path).toMatchObject({ version: expect.any(String), integrity: expect.stringMatching(/^sha512-/) });
  }
  expect(Object.keys(lock.packages)).not.toContain('node_modules/vitest');
});
