import { grouped } from '../text/layout.ts';
import { escapeHtml, html, type Markup, trusted } from './markup.ts';

/** Values as decimals in row-major order of `dimensions`: NHWC for an image or outputs, HWIO for a kernel. */
export interface Tensor {
  readonly dimensions: readonly [number, number, number, number];
  readonly values: readonly string[];
}

/** Which of the four dimensions are rows and columns. The others count planes. */
export type TensorLayout = 'NHWC' | 'HWIO';

/** What is marked on a tensor: a frame around rows and columns of some planes, which may reach into the padding. */
export interface Frame {
  /** First row and column, and how many of each; in pixels of the plane, so negative in the padding. */
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** Whether a plane has it; `outer` is the image or the input channel, `inner` the channel of the pixel or output. */
  readonly on: (outer: number, inner: number) => boolean;
}

/**
 * How a cell looks: `full` if its value is not zero, unless the caller says otherwise. `wrong1` to `wrong4`: how far
 * beyond its bound an output is.
 */
export type CellLook = 'full' | 'good' | 'empty' | `wrong wrong${1 | 2 | 3 | 4}`;

const cellSize = 32;
const mostPlanes = 6;
const mostCells = 24;

/**
 * A tensor as planes of cells. Non-zero cells are marked and, if there is room, show their value. Planes of zeros are
 * counted and not drawn, and so are planes and cells beyond a readable number; the caption says how many. A value that
 * does not fit its cell is cut, with an ellipsis; if that would hide its exponent, it is a dot. Its title has all. A
 * report has a hundred of these, so they are written by hand: one outline for all cells that look alike.
 */
export function tensorChart(
  tensor: Tensor,
  layout: TensorLayout,
  name: string,
  { frame, lookOf }: { frame?: Frame; lookOf?: (index: number) => CellLook } = {},
): Markup {
  const planes = planesOf(tensor, layout, frame, lookOf);
  const marked = planes.filter(({ cells }) => cells.some(({ look }) => look !== 'empty'));
  const shown = (marked.length > 0 ? marked : planes).slice(0, mostPlanes);
  const hidden = planes.length - shown.length;
  return html`<div class="tensor"><div class="planes">${shown.map((plane) => planeFigure(plane, name, planes.length > 1))}</div>${
    hidden > 0 &&
    html`<p class="note">${hidden} more ${hidden === 1 ? 'plane' : 'planes'}, ${marked.length > mostPlanes ? `${marked.length - shown.length} of them with non-zero values` : 'zeros only'}</p>`
  }</div>`;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: string;
  readonly look: CellLook;
}
interface Plane {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly Cell[];
  readonly frame: Frame | undefined;
}

function planesOf(
  { dimensions, values }: Tensor,
  layout: TensorLayout,
  frame: Frame | undefined,
  lookOf: (index: number) => CellLook = (index) => (Number(values[index] ?? '?') === 0 ? 'empty' : 'full'),
): Plane[] {
  const [a, b, c, d] = dimensions;
  const image = layout === 'NHWC';
  const [outer, rows, columns, inner] = image ? [a, b, c, d] : [c, a, b, d];
  const planes: Plane[] = [];
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const cells: Cell[] = [];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const index = image
            ? ((i * rows + row) * columns + column) * d + j
            : ((row * columns + column) * c + i) * d + j;
          cells.push({ row, column, value: values[index] ?? '?', look: lookOf(index) });
        }
      }
      const own = frame?.on(i, j) === true ? frame : undefined;
      planes.push({
        label: image ? `image ${i}, channel ${j}` : `channel ${i} → ${j}`,
        rows,
        columns,
        cells,
        frame: own,
      });
    }
  }
  return planes;
}

function planeFigure(plane: Plane, name: string, labelled: boolean): Markup {
  const { frame } = plane;
  const rows = cutOf(plane.rows, frame?.top, frame?.height);
  const columns = cutOf(plane.columns, frame?.left, frame?.width);
  const most = Math.max(rows.count, columns.count);
  const size = Math.max(12, Math.min(cellSize, Math.floor((8 * cellSize) / most)));
  const cells = plane.cells.filter(
    ({ row, column }) =>
      row >= rows.from &&
      row < rows.from + rows.count &&
      column >= columns.from &&
      column < columns.from + columns.count,
  );
  const place = ({ row, column }: Pick<Cell, 'row' | 'column'>): string =>
    `${(column - columns.from) * size + 1} ${(row - rows.from) * size + 1}`;
  const side = size - 2;
  const [width, height] = [columns.count * size, rows.count * size];
  const box = boxOf(frame, rows.from, columns.from, size, width, height);
  const numbers = most > 12 ? [] : [...numbersOf(rows, size, 'row'), ...numbersOf(columns, size, 'column')];
  const outline = (some: readonly Cell[]): string =>
    some.map((cell) => `M${place(cell)}h${side}v${side}h-${side}z`).join('');
  const empty = cells.filter(({ look }) => look === 'empty');
  const full = [
    ...grouped(
      cells.filter(({ look }) => look !== 'empty'),
      ({ look }) => look,
    ),
  ].map(
    ([look, some]) =>
      `<g class="${look}"><path d="${outline(some)}"/>${some.map((cell) => cellText(cell, place(cell), side)).join('')}</g>`,
  );
  const drawn = [
    `<svg role="img" aria-label="${escapeHtml(`${name}, ${plane.label}`)}" class="chart cells" width="${box.width}" height="${box.height}" viewBox="${box.left} ${box.top} ${box.width} ${box.height}">`,
    ...(empty.length > 0 ? [`<path class="empty" d="${outline(empty)}"/>`] : []),
    ...full,
    ...(numbers.length > 0 ? [`<g class="numbers">${numbers.join('')}</g>`] : []),
    ...(frame === undefined ? [] : [frameMark(frame, rows.from, columns.from, size)]),
    '</svg>',
  ].join('');
  const cut = rows.count < plane.rows || columns.count < plane.columns;
  const cutText =
    rows.from + columns.from === 0
      ? `first ${rows.count} × ${columns.count} of ${plane.rows} × ${plane.columns}`
      : `${rows.count} × ${columns.count} of ${plane.rows} × ${plane.columns}, from row ${rows.from}, column ${columns.from}`;
  return html`<figure class="plane">${trusted(drawn)}${labelled && html`<figcaption>${plane.label}</figcaption>`}${
    cut && html`<figcaption>${cutText}</figcaption>`
  }</figure>`;
}

/** The rows or columns that are drawn: those around the frame if there are too many. */
function cutOf(size: number, first = 0, length = 0): { readonly from: number; readonly count: number } {
  const count = Math.min(size, mostCells);
  const middle = first + Math.floor(length / 2);
  return { from: middle < count ? 0 : Math.min(size - count, middle - Math.floor(count / 2)), count };
}

/** What the drawing spans: the cells, their numbers above and on the left, and a frame that reaches beyond them. */
function boxOf(frame: Frame | undefined, row: number, column: number, size: number, width: number, height: number) {
  const reach = (at: number): number => Math.min(0, at * size);
  const left = frame === undefined ? 0 : reach(frame.left - column);
  const top = frame === undefined ? 0 : reach(frame.top - row);
  const right = frame === undefined ? width : Math.max(width, (frame.left - column + frame.width) * size);
  const bottom = frame === undefined ? height : Math.max(height, (frame.top - row + frame.height) * size);
  const margin = 14;
  return {
    ...{ left: left - margin, top: top - margin },
    ...{ width: right - left + margin + 3, height: bottom - top + margin + 3 },
  };
}

function cellText({ value }: Cell, place: string, side: number): string {
  const [x, y] = place.split(' ').map(Number) as [number, number];
  const room = Math.floor(side / 5.6);
  const fits = value.length <= room;
  const short = value.slice(0, room - 1);
  const isCuttable = /^-?\d+\.\d+$/.test(short) && !value.includes('e');
  const shown = fits ? escapeHtml(value) : isCuttable ? `${short}…` : '●';
  const title = fits ? '' : `<title>${escapeHtml(value)}</title>`;
  return `<text x="${x + side / 2}" y="${y + side / 2 + 3}">${shown}${title}</text>`;
}

function numbersOf({ from, count }: { from: number; count: number }, size: number, of: 'row' | 'column'): string[] {
  return Array.from({ length: count }, (_, index) => {
    const middle = index * size + size / 2;
    return of === 'row'
      ? `<text x="-6" y="${middle + 3}">${from + index}</text>`
      : `<text x="${middle}" y="-4">${from + index}</text>`;
  });
}

function frameMark({ top, left, height, width }: Frame, row: number, column: number, size: number): string {
  return `<rect class="frame" x="${(left - column) * size}" y="${(top - row) * size}" width="${width * size}" height="${height * size}"/>`;
}
