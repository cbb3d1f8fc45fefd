import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepLeftovers } from './sweep.ts';

const id = '0123456789abcdef';

test('what killed processes left is swept, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-sweep-'));
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const here = process.pid;
  try {
    const claim = join(folder, 'dot-any-order');
    const elsewhere = join(folder, 'elsewhere');
    for (const made of [claim, elsewhere]) mkdirSync(made);
    const linked = join(folder, 'corpus');
    mkdirSync(linked);
    symlinkSync(elsewhere, join(linked, 'link'));
    const write = (place: string, ...files: readonly string[]) => {
      for (const name of files) writeFileSync(join(place, name), '');
    };
    const left = [`${id}.json.${gone}.tmp`, `.lastbit-${gone}-${id}.tmp`, `${id}.repro.py.${gone}.tmp`];
    const kept = [
      ...[`${id}.json`, `${id}.json.${here}.tmp`, `.lastbit-${here}-${id}.tmp`],
      ...[
        `notes.${gone}.tmp`,
        `x-${id}.json.${gone}.tmp`,
        `.lastbit-${gone}.tmp`,
        `${id}.json.tmp`,
        `${id}.json.12345678.tmp`,
      ],
    ];
    write(claim, ...left, ...kept, `.lastbit-${here}-${'f'.repeat(16)}.tmp`);
    // Old enough that the process with that number is another one.
    utimesSync(join(claim, `.lastbit-${here}-${'f'.repeat(16)}.tmp`), 0, 0);
    write(folder, `flags.json.${gone}.tmp`, `flags.json.${here}.tmp`);
    write(elsewhere, ...left);
    mkdirSync(join(claim, `${'e'.repeat(16)}.json.${gone}.tmp`));

    sweepLeftovers(linked);
    expect(readdirSync(elsewhere).sort()).toEqual([...left].sort());
    sweepLeftovers(folder);
    expect(readdirSync(claim).sort()).toEqual([...kept, `${'e'.repeat(16)}.json.${gone}.tmp`].sort());
    expect(readdirSync(folder).sort()).toEqual(['corpus', 'dot-any-order', 'elsewhere', `flags.json.${here}.tmp`]);
    sweepLeftovers(join(folder, 'nowhere'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
