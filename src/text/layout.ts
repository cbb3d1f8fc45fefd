import { printable } from '../errors/printable.ts';

/** A column of a text table. `point`: decimal points stand under one another. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right' | 'point';
  readonly cell: (row: Row) => string;
  /** Whether the column is left out of a table that is too wide, if all its cells are empty or 0. */
  readonly mayGo?: boolean;
}

export interface TableLayout {
  /** Lines are no longer than this, if words allow it. By default as long as they come. */
  readonly width?: number | undefined;
  /** Spaces before each line. */
  readonly indent?: number;
}

/** Columns are not made narrower than this. */
const narrowest = 16;
/** A last column with less room has its longer texts below. */
const leastForWords = 40;

/**
 * The lines of a table: titles, then one line for each row. Columns are two spaces apart; lines have no spaces at the
 * end. If the table is wider than `width`, titles, and then the texts of the widest left-aligned columns, go on in
 * further lines of their row.
 */
export function tableLines<Row>(
  allColumns: readonly Column<Row>[],
  rows: readonly Row[],
  { width = Number.POSITIVE_INFINITY, indent = 0 }: TableLayout = {},
): readonly string[] {
  const all = allColumns.map((column) => ({ ...column, texts: rows.map((row) => printable(column.cell(row))) }));
  const needed = all.map(({ title, texts }) => Math.max(lengthOf(title), ...texts.map(lengthOf)));
  const isTooWide = indent + needed.reduce((sum, one) => sum + one + 2, -2) > width;
  const columns = all.filter(
    ({ mayGo, texts }) => !(isTooWide && mayGo === true && texts.every((text) => /^(0|0 %)?$/.test(text))),
  );
  const cells = columns.map(({ align, texts }) => (align === 'point' ? alignPoints(texts) : texts));
  const room = width - indent - 2 * (columns.length - 1);
  const widths = fittedWidths(columns, cells, room);
  const last = columns.length - 1;
  // A narrow last column of words would make a tall table: its longer texts stand below their rows.
  const hangs = isTooWide && columns[last]?.align === 'left' && widths[last]! < leastForWords;
  const lines = [columns.map(({ title }) => title), ...rows.map((_, row) => cells.map((column) => column[row]!))];
  return lines.flatMap((line) => {
    const below = hangs && lengthOf(line[last]!) > widths[last]! ? wrapped(line[last]!, indent + 4, width) : [];
    const beside = below.length === 0 ? line : [...line.slice(0, -1), ''];
    const parts = beside.map((text, column) =>
      lengthOf(text) <= widths[column]! ? [text] : cut(text, widths[column]!),
    );
    const height = Math.max(...parts.map(({ length }) => length));
    return [...Array.from({ length: height }, (_, part) => joined(parts.map((texts) => texts[part] ?? ''))), ...below];
  });

  function joined(texts: readonly string[]): string {
    const padded = texts.map((text, column) => {
      const spaces = ' '.repeat(Math.max(0, widths[column]! - lengthOf(text)));
      return columns[column]!.align === 'left' ? text + spaces : spaces + text;
    });
    return (' '.repeat(indent) + padded.join('  ')).trimEnd();
  }
}

/** The widths of columns: as their texts need, or less where that is too much for all of them. */
function fittedWidths<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
  room: number,
): readonly number[] {
  const titles = columns.map(({ title }) => lengthOf(title));
  const texts = cells.map((column) => Math.max(0, ...column.map(lengthOf)));
  const widths = texts.map((text, column) => Math.max(text, titles[column]!));
  const excess = (): number => widths.reduce((sum, one) => sum + one, 0) - room;
  // Long titles first: they say the least.
  for (const [column, { title }] of columns.entries()) {
    if (excess() <= 0) return widths;
    widths[column] = Math.max(texts[column]!, ...title.split(' ').map(lengthOf), widths[column]! - excess());
  }
  while (excess() > 0) {
    const widest = columns
      .map((_, column) => column)
      .filter((column) => columns[column]!.align === 'left' && widths[column]! > narrowest)
      .reduce<number | undefined>((a, b) => (a === undefined || widths[b]! > widths[a]! ? b : a), undefined);
    if (widest === undefined) return widths;
    widths[widest] = Math.max(narrowest, widths[widest]! - excess());
  }
  return widths;
}

/** A text in lines of at most `width` characters, broken at spaces or, within longer words, after / , - or anywhere. */
function cut(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const line = rest.slice(0, width + 1);
    const space = line.lastIndexOf(' ');
    const mark = Math.max(...['/', ',', '-'].map((sign) => line.lastIndexOf(sign, width - 1))) + 1;
    const end = space > 0 ? space : mark > 0 ? mark : width;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest.join('')];
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
