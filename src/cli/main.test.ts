import { expect, test } from 'vitest';
import { commandFiles } from './commands/all-commands.ts';
import { mainHere } from './main-here.test-support.ts';

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');

test('--help says what every command does', async () => {
  const { status, stdout } = await mainHere(['--help']);
  expect(status).toBe(0);
  for (const [name, does] of commandFiles.flatMap((file) => Object.entries(file.does)))
    expect(unwrapped(stdout)).toContain(`${name} ${does}`);
});

test('the help of a command, asked for in either way, says what it does and has its options', async () => {
  for (const words of [
    ['verify', '--help'],
    ['help', 'verify'],
  ]) {
    const { status, stdout } = await mainHere(words);
    expect(status).toBe(0);
    expect(unwrapped(stdout)).toContain('Usage: lastbit verify [options] [claims...] Check claims on random cases');
    expect(stdout).toContain('--cases <n>');
  }
});

test('an unknown command is refused in one line, with the nearest one', async () => {
  const { status, stdout, stderr } = await mainHere(['explan']);
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: "error: unknown command 'explan' (Did you mean explain?)\n",
  });
});

test('help on what is no command is refused in one line', async () => {
  const { status, stderr } = await mainHere(['help', 'explan']);
  expect([status, stderr]).toEqual([2, 'lastbit: help explan: there is no such command; did you mean explain?\n']);
  expect((await mainHere(['--'])).stdout).toMatch(/^Usage: lastbit/);
});
