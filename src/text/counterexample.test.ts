import { expect, test } from 'vitest';
import { replayCommand } from './counterexample.ts';

const subject = { id: 'mine/conv2d', version: '1' };
const entry = { command: 'npx lastbit corpus replay 0123456789abcdef', subject };

test('the command is the entry’s own where nothing else is needed', () => {
  expect(replayCommand(entry, { corpus: 'corpus', engines: { other: 'x' } })).toBe(entry.command);
});

test('another corpus and the program of the subject are named, as a shell reads them', () => {
  const engines = { mine: `python3 "it's mine.py"`, other: 'x' };
  expect(replayCommand(entry, { corpus: '/tmp/a corpus', engines })).toBe(
    `${entry.command} --corpus '/tmp/a corpus' --engine 'mine=python3 "it'\\''s mine.py"'`,
  );
  const pair = { ...entry, subject: { id: 'other/dot', version: '1' }, partner: subject };
  expect(replayCommand(pair, { corpus: 'corpus', engines: { mine: 'run' } })).toBe(
    `${entry.command} --engine mine=run`,
  );
});
