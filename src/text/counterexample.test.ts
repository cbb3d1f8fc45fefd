import { expect, test } from 'vitest';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';
import { counterexampleLines, replayCommand } from './counterexample.ts';
import { formatNumber } from './numbers.ts';

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

test('computed and exact value have one notation, with all digits', () => {
  const computed = { format: 'binary32' as const, bits: '3f8fc000' as Bits32, decimal: '1.123046875' };
  const exact = { bits: '3ff1f9f000000000' as Bits64, decimal: '1.12353515625' };
  const lines = counterexampleLines({ ...exampleEntry, computed, exact });
  expect(lines).toContain('  computed   1.123046875');
  expect(lines).toContain('  exact      1.12353515625');
});

test('infinity is ∞, in computed numbers and in ratios', () => {
  const computed = { format: 'binary32' as const, bits: 'ff800000' as Bits32, decimal: '-Infinity' };
  const lines = counterexampleLines({ ...exampleEntry, computed, errorOverBound: null });
  expect(lines).toContain('  computed   −∞');
  expect(lines.join('\n')).toMatch(/error ÷ bound ∞/);
  expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('∞');
  expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe('−∞');
});

test('where the program of an engine of one’s own is not named, the command has a place for it', () => {
  const place = { corpus: 'corpus', engines: {} };
  expect(replayCommand(entry, place)).toBe(`${entry.command} --engine 'mine=COMMAND'`);
  expect(replayCommand({ ...entry, partner: subject }, place)).toBe(`${entry.command} --engine 'mine=COMMAND'`);
  for (const id of ['lastbit/sequential', 'tfjs-wasm/conv2d', 'numpy/multiply-sum:binary64'])
    expect(replayCommand({ ...entry, subject: { ...subject, id } }, place)).toBe(entry.command);
});
