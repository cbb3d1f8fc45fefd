import { expect, test } from 'vitest';
import { escapeWrites } from './escape-writes.ts';
import { clearLine, line, printable, printableLines } from './printable.ts';

const hostile = 'a\u001b[31m\u0007\r\n\u009b\u202e\u2066\u200b\u2028\u00ad\ud800\u{e0041}z';
const shown = '\\u009b\\u202e\\u2066\\u200b\\u2028\\u00ad\\ud800\\udb40\\udc41z';

test('hidden characters are shown, and line breaks too where the text is part of a line', () => {
  expect(printable(hostile)).toBe(`a\\u001b[31m\\u0007\\u000d\\n${shown}`);
  expect(printableLines(hostile)).toBe(`a\\u001b[31m\\u0007\\u000d\n${shown}`);
  expect(line`engine ${hostile}, ${undefined}${3}`).toBe(`engine ${printable(hostile)}, 3`);
});

test('text that people write stays as it is', () => {
  const text = 'κ = Σ|x·y| ÷ 2^-24 − ½ … “日本語” 😀\n  second line';
  expect(printableLines(text)).toBe(text);
});

test('JSON means the same afterwards', () => {
  const record = { version: hostile.replace('\ud800', '') };
  expect(JSON.parse(printableLines(JSON.stringify(record)))).toEqual(record);
});

test('whatever is written to a stream is escaped, but for what clears the line, until that ends', () => {
  const written: unknown[] = [];
  const stream = {
    write(chunk: unknown) {
      written.push(chunk);
      return true;
    },
  };
  const end = escapeWrites(stream);
  const bytes = Buffer.from('\u001b');
  for (const chunk of [clearLine, `${clearLine}a\n`, 'b\u009b\n', bytes]) stream.write(chunk);
  end();
  stream.write('\u001b');
  expect(written).toEqual([clearLine, '\\u000d\\u001b[2Ka\n', 'b\\u009b\n', bytes, '\u001b']);
});
