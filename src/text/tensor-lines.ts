import { readableNumber } from '../float/decimal.ts';

/** The most numbers of an image or kernel that are shown as a table. */
const mostShown = 64;

/** One line a row of an image or kernel, after its name. */
export function tensorLines(name: string, numbers: Float32Array, columns: number): readonly string[] {
  const title = `  ${name.padEnd(9)}`;
  if (numbers.length > mostShown) return [`${title}  ${numbers.length} numbers, too many to show`];
  const plain = Array.from(numbers, (value) => readableNumber(value, 'binary32'));
  const width = Math.max(...plain.map(({ length }) => length));
  const texts = plain.map((text) => text.padStart(width));
  const lines: string[] = [];
  for (let from = 0; from < texts.length; from += columns) {
    lines.push(`${from === 0 ? title : ' '.repeat(11)}  ${texts.slice(from, from + columns).join('  ')}`);
  }
  return lines;
}
