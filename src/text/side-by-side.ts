/** A line of two columns: what it tells, and what it is for either of two. */
export type SideLine = readonly [label: string, first: string, second: string];

const labelWidth = 13;
const columnWidth = 52;

/** Two columns under their labels; texts longer than a column go on below, broken at spaces, or anywhere where there are none. */
export function sideBySide(lines: readonly SideLine[]): readonly string[] {
  return lines.flatMap(([label, first, second]) => {
    const [left, right] = [broken(first), broken(second)];
    return Array.from({ length: Math.max(left.length, right.length) }, (_, row) =>
      `  ${(row === 0 ? label : '').padEnd(labelWidth)}${(left[row] ?? '').padEnd(columnWidth + 2)}${right[row] ?? ''}`.trimEnd(),
    );
  });
}

function broken(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columnWidth) {
    const space = rest.lastIndexOf(' ', columnWidth);
    const end = space > 0 ? space : columnWidth;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}
