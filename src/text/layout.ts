import { printable } from '../errors/printable.ts';

/** A column of a text table. `point`: decimal points stand under one another. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right' | 'point';
  readonly cell: (row: Row) => string;
}

/**
 * The lines of a table: titles, then one line for each row. Columns are two spaces apart; lines have no spaces at the
 * end.
 */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const padded = columns.map((column) => columnOf(column, rows));
  const lines = [0, ...rows.map((_, index) => index + 1)];
  return lines.map((line) =>
    padded
      .map((cells) => cells[line]!)
      .join('  ')
      .trimEnd(),
  );
}

function columnOf<Row>({ title, align, cell }: Column<Row>, rows: readonly Row[]): readonly string[] {
  const texts = rows.map((row) => printable(cell(row)));
  const aligned = align === 'point' ? alignPoints(texts) : texts;
  const width = Math.max(lengthOf(title), ...aligned.map(lengthOf));
  const pad = (text: string): string => {
    const spaces = ' '.repeat(width - lengthOf(text));
    return align === 'left' ? text + spaces : spaces + text;
  };
  return [align === 'left' ? pad(title) : ' '.repeat(width - lengthOf(title)) + title, ...aligned.map(pad)];
}

/** Texts padded so that their decimal points, or else the ends of their whole parts, stand under one another. */
export function alignPoints(texts: readonly string[]): readonly string[] {
  const places = texts.map((text) => (/^[−+-]?\d/.test(text) ? text.search(/\.|e|$/) : text.length));
  const before = Math.max(0, ...places);
  const left = texts.map((text, index) => ' '.repeat(before - places[index]!) + text);
  const width = Math.max(0, ...left.map(lengthOf));
  return left.map((text) => text.padEnd(width));
}

/** Characters, not UTF-16 units: all our texts are of single-width characters. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** Words in lines of at most `width` characters, each after `indent` spaces. */
export function wrapped(text: string, indent: number, width = 110): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}

/** A message of an engine, whatever lines it has, on one line, without hidden characters. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/\s*\n\s*/g, ' '));
}

/** Items by their keys, in the order in which the keys first come. */
export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** A line of two columns: its label, and what it says of the first and of the second. */
export type SideLine = readonly [label: string, first: string, second: string];

const labelWidth = 13;
const columnWidth = 52;

/** Two columns beside their labels. Longer texts go on below: broken at spaces, or anywhere if they have none. */
export function sideBySide(lines: readonly SideLine[]): readonly string[] {
  return lines.flatMap(([label, first, second]) => {
    const [left, right] = [broken(first), broken(second)];
    return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
      const cells = [row === 0 ? label : '', left[row] ?? ''] as const;
      return `  ${cells[0].padEnd(labelWidth)}${cells[1].padEnd(columnWidth + 2)}${right[row] ?? ''}`.trimEnd();
    });
  });
}

function broken(text: string): string[] {
  const lines: string[] = [];
  let rest = printable(text);
  while (rest.length > columnWidth) {
    const space = rest.lastIndexOf(' ', columnWidth);
    const end = space > 0 ? space : columnWidth;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

/** A table of Markdown. Cells must not hold `|` or line breaks. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(printable).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}
