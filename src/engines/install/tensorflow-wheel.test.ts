import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentProgress } from './progress.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';
import { tensorflowWheel, wheelSha256 } from './tensorflow-wheel.ts';

const folder = useTemporaryCache();

/** Stands for a Python whose pip downloads: it notes that it was called, and puts a wheel into the folder named last. */
function downloader(): string {
  const program = join(folder(), 'python3');
  const lines = [
    '#!/bin/sh',
    `echo "$*" >> '${join(folder(), 'calls')}'`,
    'for last; do :; done',
    'mkdir -p "$last"',
    'echo fresh > "$last/a.whl"',
  ];
  writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
  return program;
}

test('a kept download that is damaged is not used; pip is asked for the pinned file, with its checksum', async () => {
  const downloads = join(folder(), 'cache', 'lastbit', 'downloads');
  mkdirSync(downloads, { recursive: true });
  const kept = join(downloads, `tensorflow-cpu-2.21.0-${wheelSha256.slice(0, 16)}.whl`);
  writeFileSync(kept, 'half of a whe');
  const wheel = await tensorflowWheel('tfjs-node', downloader(), join(folder(), 'scratch'), silentProgress);
  expect(wheel).toBe(kept);
  expect(readFileSync(wheel, 'utf8')).toBe('fresh\n');
  expect(readdirSync(downloads)).toHaveLength(1);
  const call = readFileSync(join(folder(), 'calls'), 'utf8');
  expect(call).toMatch(/^-m pip download .*--require-hashes --only-binary :all: --no-deps/);
  expect(call).toMatch(/-r \S+requirements-tensorflow\.txt .*--python-version 3\.11 --platform manylinux_2_27_x86_64/);
});
