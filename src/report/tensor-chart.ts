import * as Plot from '@observablehq/plot';
import { html, type Markup } from './markup.ts';
import { type ChartDocument, svgText } from './svg.ts';

/** Values as decimals in row-major order of `dimensions`: NHWC for an image, HWIO for a kernel. */
export interface Tensor {
  readonly dimensions: readonly [number, number, number, number];
  readonly values: readonly string[];
}

/** Which of the four dimensions are rows and columns. The others count planes. */
export type TensorLayout = 'NHWC' | 'HWIO';

const cellSize = 34;
const mostPlanes = 6;
const mostCells = 24;

/**
 * A tensor as planes of cells. Non-zero cells are marked and, if there is room, show their value. Planes of zeros are
 * counted and not drawn, and so are planes and cells beyond a readable number; the caption says how many.
 */
export function tensorChart(document: ChartDocument, tensor: Tensor, layout: TensorLayout, name: string): Markup {
  const planes = planesOf(tensor, layout);
  const marked = planes.filter((plane) => plane.cells.some((cell) => cell.nonZero));
  const shown = (marked.length > 0 ? marked : planes).slice(0, mostPlanes);
  const hidden = planes.length - shown.length;
  return html`<div class="tensor"><div class="planes">${shown.map((plane) => planeFigure(document, plane, name, planes.length > 1))}</div>${
    hidden > 0 &&
    html`<p class="note">${hidden} more ${hidden === 1 ? 'plane' : 'planes'}, ${marked.length > mostPlanes ? `${marked.length - shown.length} of them with non-zero values` : 'zeros only'}</p>`
  }</div>`;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: string;
  readonly nonZero: boolean;
}
interface Plane {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly Cell[];
}

function planesOf({ dimensions, values }: Tensor, layout: TensorLayout): Plane[] {
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
          const value = values[index] ?? '?';
          cells.push({ row, column, value, nonZero: Number(value) !== 0 });
        }
      }
      planes.push({ label: image ? `image ${i}, channel ${j}` : `channel ${i} → ${j}`, rows, columns, cells });
    }
  }
  return planes;
}

function planeFigure(document: ChartDocument, plane: Plane, name: string, labelled: boolean): Markup {
  const [rows, columns] = [Math.min(plane.rows, mostCells), Math.min(plane.columns, mostCells)];
  const cells = plane.cells.filter((cell) => cell.row < rows && cell.column < columns);
  const size = Math.max(12, Math.min(cellSize, Math.floor((8 * cellSize) / Math.max(rows, columns))));
  const margin = 14;
  const drawn = Plot.plot({
    document: document as never,
    className: 'chart',
    width: columns * size + margin + 2,
    height: rows * size + margin + 2,
    marginTop: margin,
    marginLeft: margin,
    marginRight: 2,
    marginBottom: 2,
    x: { type: 'band', domain: range(columns), axis: 'top', tickSize: 0, label: null, padding: 0.06, round: false },
    y: { type: 'band', domain: range(rows), tickSize: 0, label: null, padding: 0.06, round: false },
    marks: [
      Plot.cell(cells, {
        x: 'column',
        y: 'row',
        rx: 2,
        fill: (cell: Cell) => (cell.nonZero ? 'var(--accent)' : 'var(--cell)'),
        title: (cell: Cell) => `${name} row ${cell.row}, column ${cell.column}: ${cell.value}`,
      }),
      Plot.text(
        cells.filter((cell) => cell.nonZero),
        {
          x: 'column',
          y: 'row',
          text: (cell: Cell) => brief(cell.value, size),
          fill: 'var(--paper)',
          fontSize: 9,
          fontWeight: 600,
        },
      ),
    ],
  });
  const cut = rows < plane.rows || columns < plane.columns;
  return html`<figure class="plane">${svgText(drawn, `${name}, ${plane.label}`)}${labelled && html`<figcaption>${plane.label}</figcaption>`}${
    cut && html`<figcaption>first ${rows} × ${columns} of ${plane.rows} × ${plane.columns}</figcaption>`
  }</figure>`;
}

/**
 * A value that fits its cell, or a dot, because a shortened number would be false. The title and the list have the full
 * value.
 */
function brief(value: string, size: number): string {
  return value.length * 5.6 <= size ? value : '●';
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
