import { axisPhrase } from './axis-subset.ts';

/** The axes of an answer, the slowest first. */
export interface Grid {
  readonly sizes: readonly number[];
  readonly names: readonly string[];
}

/** A description of wrong outputs: a phrase, and what it may hint at. */
export interface PlacePhrase {
  /** "the last column of every second row". */
  readonly words: string;
  readonly hints: readonly string[];
  /** Whether these are the only outputs there: all of them are wrong. */
  readonly filled: boolean;
  /** How many outputs are there, wrong or right. */
  readonly cells: number;
}

/** Whether output `index` is marked. */
export const isMarked = (marks: Uint8Array, index: number): boolean =>
  ((marks[index >>> 3]! >>> (index & 7)) & 1) === 1;

/**
 * Where the marked outputs are, along the axes: along each of them some steps, all of whose outputs are marked or not;
 * a border; or everything from an index on. Undefined if they are everywhere or show no pattern.
 */
export function placesOf({ sizes, names }: Grid, marks: Uint8Array): PlacePhrase | undefined {
  const total = sizes.reduce((product, size) => product * size, 1);
  const counts = sizes.map((size) => new Float64Array(size));
  let [marked, first] = [0, -1];
  forEachMarked(marks, total, (index) => {
    marked++;
    if (first < 0) first = index;
    let rest = index;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const at = rest % sizes[axis]!;
      counts[axis]![at] = counts[axis]![at]! + 1;
      rest = Math.floor(rest / sizes[axis]!);
    }
  });
  if (marked === 0 || marked === total) return undefined;
  const along = product(sizes, names, counts, marked);
  if (along?.filled) return along;
  const [tail, border] = [tailOf(total, first, marked), borderOf({ sizes, names }, marks, total)];
  return border ?? tail ?? along;
}

function product(
  sizes: readonly number[],
  names: readonly string[],
  counts: readonly Float64Array[],
  marked: number,
): PlacePhrase | undefined {
  const phrases: string[] = [];
  const hints: string[] = [];
  let cells = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const steps = [...counts[axis]!.keys()].filter((step) => counts[axis]![step]! > 0);
    cells *= steps.length;
    const phrase = axisPhrase(names[axis]!, sizes[axis]!, steps);
    if (phrase === undefined || phrase.words === undefined) continue;
    phrases.push(phrase.words);
    if (phrase.hint !== undefined) hints.push(phrase.hint);
  }
  if (phrases.length === 0) return undefined;
  // One output in the midst of several axes has no shorter name than its indices.
  const isMidst = cells === 1 && phrases.filter((phrase) => phrase.includes('0…')).length > 1;
  const words = isMidst ? indicesText(sizes, names, counts) : phrases.join(' of ');
  return { words, hints, filled: cells === marked, cells };
}

/** "[1, 3, 4, 5] (image, channel, row, column)". */
function indicesText(sizes: readonly number[], names: readonly string[], counts: readonly Float64Array[]): string {
  const indices = sizes.map((_, axis) => counts[axis]!.findIndex((count) => count > 0));
  return `[${indices.join(', ')}] (${names.join(', ')})`;
}

/** Everything from one index on, in the order of the file. */
function tailOf(total: number, first: number, marked: number): PlacePhrase | undefined {
  if (first + marked !== total || marked < 2) return undefined;
  const width = [8, 4, 16, 32].find((k) => total % k === marked);
  const hints = width === undefined ? [] : [`${total} outputs are ${marked} more than a multiple of ${width}`];
  return { words: `everything from index ${first} on`, hints, filled: true, cells: marked };
}

/** The edges of rows and columns: what is not marked is a rectangle, the same in every image and channel. */
function borderOf({ sizes, names }: Grid, marks: Uint8Array, total: number): PlacePhrase | undefined {
  const [rowAxis, columnAxis] = [names.indexOf('row'), names.indexOf('column')];
  if (rowAxis < 0 || columnAxis < 0) return undefined;
  const [rows, columns] = [sizes[rowAxis]!, sizes[columnAxis]!];
  const stepOf = (axis: number): number => sizes.slice(axis + 1).reduce((step, size) => step * size, 1);
  const [rowStep, columnStep] = [stepOf(rowAxis), stepOf(columnAxis)];
  let [top, bottom, left, right, unmarked] = [rows, -1, columns, -1, 0];
  for (let index = 0; index < total; index++) {
    if (isMarked(marks, index)) continue;
    const [row, column] = [Math.floor(index / rowStep) % rows, Math.floor(index / columnStep) % columns];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    unmarked++;
  }
  const others = total / rows / columns;
  if (unmarked === 0 || unmarked !== (bottom - top + 1) * (right - left + 1) * others) return undefined;
  const edges = [
    [top, 'top'],
    [rows - 1 - bottom, 'bottom'],
    [left, 'left'],
    [columns - 1 - right, 'right'],
  ] as const;
  const widths = edges.filter(([width]) => width > 0);
  if (widths.length < 2) return undefined;
  const same = widths.every(([width]) => width === widths[0]![0]);
  const where = widths.length === 4 ? 'the border' : `the edges at ${list(widths.map(([, edge]) => edge))}`;
  const wide = same ? `${widths[0]![0]} wide` : list(widths.map(([width, edge]) => `${width} at ${edge}`));
  return { words: `${where}, ${wide}`, hints: [], filled: true, cells: total - unmarked };
}

const list = (words: readonly string[]): string => new Intl.ListFormat('en').format(words);

function forEachMarked(marks: Uint8Array, total: number, visit: (index: number) => void): void {
  for (let byte = 0; byte < marks.length; byte++) {
    const bits = marks[byte]!;
    if (bits === 0) continue;
    for (let bit = 0; bit < 8; bit++) {
      const index = byte * 8 + bit;
      if ((bits >>> bit) & 1 && index < total) visit(index);
    }
  }
}
