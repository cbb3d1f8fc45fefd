/** A column of a text table. `point`: numbers stand with their decimal points under one another. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right' | 'point';
  readonly cell: (row: Row) => string;
}

/** Lines of a table: titles, then one line a row, two spaces between columns, nothing after the last one. */
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
  const texts = rows.map(cell);
  const aligned = align === 'point' ? alignPoints(texts) : texts;
  const width = Math.max(lengthOf(title), ...aligned.map(lengthOf));
  const pad = (text: string): string => {
    const spaces = ' '.repeat(width - lengthOf(text));
    return align === 'right' || (align === 'point' && title !== text) ? spaces + text : text + spaces;
  };
  return [align === 'left' ? pad(title) : ' '.repeat(width - lengthOf(title)) + title, ...aligned.map(pad)];
}

/** Texts padded on both sides so that the decimal point, or else the end of the whole part, is at the same place in all of them. */
export function alignPoints(texts: readonly string[]): readonly string[] {
  const places = texts.map((text) => (/^[−+-]?\d/.test(text) ? text.search(/\.|e|$/) : text.length));
  const before = Math.max(0, ...places);
  const left = texts.map((text, index) => ' '.repeat(before - places[index]!) + text);
  const width = Math.max(0, ...left.map(lengthOf));
  return left.map((text) => text.padEnd(width));
}

/** Characters as a terminal shows them: all our texts are of single-width characters. */
function lengthOf(text: string): number {
  return [...text].length;
}
