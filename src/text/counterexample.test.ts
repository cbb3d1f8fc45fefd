import { expect, test } from 'vitest';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import type { Bits64 } from '../float/bits.ts';
import { counterexampleLines, replayCommand } from './counterexample.ts';

const subject = { id: 'mine/conv2d', version: '1' };
const entry = { command: 'npx lastbit corpus replay 0123456789abcdef', subject };

test('the command is the entry’s own where nothing else is needed', () => {
  const ours = { ...entry, subject: { id: 'lastbit/sequential', version: '1' } };
  expect(replayCommand(ours, { corpus: 'corpus', engines: { other: 'x' } })).toBe(entry.command);
});

test('another corpus and the program of the subject are named, as a shell reads them', () => {
  const engines = { mine: `python3 "it's mine.py"`, other: 'x' };
  expect(replayCommand(entry, { corpus: '/tmp/a corpus', engines })).toBe(
    `${entry.command} --corpus '/tmp/a corpus' --engine 'mine=python3 "it'\\''s mine.py"'`,
  );
  const pair = { ...entry, subject: { id: 'other/dot', version: '1' }, partner: subject };
  expect(replayCommand(pair, { corpus: 'corpus', engines: { mine: 'run' } })).toBe(
    `${entry.command} --engine 'other=COMMAND' --engine mine=run`,
  );
});

test('an output that must not be finite has no bound', () => {
  const zero = { bits: '0000000000000000' as Bits64, decimal: '0' };
  const exact = { bits: '7ff8000000000000' as Bits64, decimal: 'NaN' };
  const lines = counterexampleLines({ ...exampleEntry, exact, bound: zero, errorOverBound: null });
  expect(lines).toContain('  must be    NaN');
  expect(lines.join('\n')).not.toMatch(/bound/);
});

test('where the program of an engine of one’s own is not named, the command has a place for it', () => {
  const place = { corpus: 'corpus', engines: {} };
  expect(replayCommand(entry, place)).toBe(`${entry.command} --engine 'mine=COMMAND'`);
  expect(replayCommand({ ...entry, partner: subject }, place)).toBe(`${entry.command} --engine 'mine=COMMAND'`);
  for (const id of ['lastbit/sequential', 'tfjs-wasm/conv2d', 'numpy/multiply-sum:binary64'])
    expect(replayCommand({ ...entry, subject: { ...subject, id } }, place)).toBe(entry.command);
});
