import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { rerunCommand } from './rerun-command.ts';

/** The words of a command as the shell that a user has splits them, without the variables before them. */
const shellWords = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', command.replace('npx', `printf '%s\\n'`)], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');

test.each(['flipped', "the user's kernel (v2) [NHWC] + bias|relu $HOME", 'a.b*c?'])(
  'the command that runs a promise again works as printed for tests named %s',
  (name) => {
    const test = `${name} dot-any-order`;
    const [runner, run, file, flag, pattern] = shellWords(rerunCommand(test, 'my tests/k.test.ts', 7, '1:2'));
    expect([runner, run, file, flag]).toEqual(['vitest', 'run', 'my tests/k.test.ts', '-t']);
    expect(new RegExp(pattern!).test(`${test}: every output is right`)).toBe(true);
    expect(new RegExp(pattern!).test(`other ${test.slice(1)}`)).toBe(false);
  },
);

test('without a path the command has the seed alone', () => {
  expect(rerunCommand('a', 'k.test.ts', 7, null)).toBe(`LASTBIT_SEED=7 npx vitest run k.test.ts -t a`);
});
