import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compiledProgram } from '../compiled-program.test-support.ts';

const compiled = await compiledProgram();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

function shell(command: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  return { status, stderr };
}

/** Each is a process: main.ts has one way out for all commands. The first is the program of a checkout. */
test.each([
  ['--version', 'bin/lastbit.js'],
  ['--help', compiled],
  ['claims --json', compiled],
])('%s to a full device is told in one line, with status 1', (words, program) => {
  expect(shell(`node ${program} ${words} > /dev/full`)).toEqual({
    status: 1,
    stderr: 'lastbit: standard output cannot be written: the disk is full (ENOSPC); what was written is not whole\n',
  });
});

test('a current folder that was deleted is told in one line, with status 2', () => {
  const program = join(process.cwd(), 'bin', 'lastbit.js');
  const gone = shell(`mkdir ${folder}/gone; cd ${folder}/gone; rmdir ../gone; node ${program} --version`);
  expect(gone).toEqual({
    status: 2,
    stderr: 'lastbit: the current folder does not exist any more; go to another one\n',
  });
});

test('a file that takes only a part of the output is told, and a pipe that is closed is not', () => {
  const limited = shell(`ulimit -f 8; node ${compiled} claims --json > ${join(folder, 'part')}`);
  expect(limited).toMatchObject({ status: 1, stderr: expect.stringMatching(/^lastbit: standard output .*\n$/) });
  expect(shell(`node ${compiled} claims --json | head -1 >&2`)).toEqual({ status: 0, stderr: '[\n' });
});
