/**
 * How the outputs of an answer share the cells of a picture. A panel has rows and columns; the other axes number the
 * panels. A cell has `rowsEach` × `columnsEach` outputs, at the edges fewer.
 */
export interface MapLayout {
  /** Rows and columns of outputs in a panel, and how far apart neighbours are in C order. */
  readonly rows: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly columnStep: number;
  /** Whether rows are pieces of a single axis. */
  readonly isFolded: boolean;
  readonly rowsEach: number;
  readonly columnsEach: number;
  readonly cellRows: number;
  readonly cellColumns: number;
  /** The axes that number the panels, the slowest first. */
  readonly panelAxes: readonly PanelAxis[];
  /** So many neighbours share a panel; 1 but for very many. */
  readonly panelsEach: number;
  readonly panels: number;
}

interface PanelAxis {
  readonly name: string;
  readonly size: number;
  readonly step: number;
}

/** The largest error ÷ bound in each cell, panel after panel in rows. Beyond 1 the cell has a wrong output. */
export interface ErrorMap {
  readonly layout: MapLayout;
  readonly ratios: Float32Array;
}

/** What a cell has that holds no outputs, and one of which none was judged. */
export const noOutputs = -2;
export const notJudged = -1;

/** Cells of all panels; and of the panels that are drawn, of which there are at most `mostPanels`. */
const mostCells = 2 ** 20;
const mostDrawn = 24_000;
export const mostPanels = 12;
/** Cells along one side of a panel. */
const longest = 400;

/**
 * The layout of a map for an answer of these sizes and names of axes: rows and columns are the axes of these names,
 * else the last two. A single axis is folded into rows, in reading order.
 */
export function mapLayout(sizes: readonly number[], names: readonly string[]): MapLayout {
  const all = sizes.map((size, axis) => ({
    ...{ size, name: names[axis] ?? `axis ${axis}` },
    step: sizes.slice(axis + 1).reduce((product, one) => product * one, 1),
  }));
  const real = all.filter(({ size }) => size !== 1);
  if (real.length <= 1) return folded(real[0]?.size ?? 1);
  const named = (name: string) => all.find((axis) => axis.name === name);
  const [row, column] =
    named('row') !== undefined && named('column') !== undefined
      ? [named('row')!, named('column')!]
      : [real.at(-2)!, real.at(-1)!];
  const panelAxes = real.filter((axis) => axis !== row && axis !== column);
  return withCells({
    ...{ rows: row.size, rowStep: row.step, columns: column.size, columnStep: column.step, panelAxes },
    isFolded: false,
  });
}

function folded(outputs: number): MapLayout {
  const columns = outputs <= 64 ? outputs : Math.ceil(Math.sqrt(outputs));
  const rows = Math.max(1, Math.ceil(outputs / Math.max(1, columns)));
  return withCells({ rows, rowStep: columns, columns, columnStep: 1, isFolded: rows > 1, panelAxes: [] });
}

type Plane = Pick<MapLayout, 'rows' | 'rowStep' | 'columns' | 'columnStep' | 'isFolded' | 'panelAxes'>;

function withCells(plane: Plane): MapLayout {
  const count = plane.panelAxes.reduce((product, { size }) => product * size, 1);
  const most = Math.min(mostCells / count, mostDrawn / Math.min(count, mostPanels));
  const rowsEach = stepsEach(plane.rows, plane.columns, most);
  const columnsEach = stepsEach(plane.columns, plane.rows, most);
  const [cellRows, cellColumns] = [Math.ceil(plane.rows / rowsEach), Math.ceil(plane.columns / columnsEach)];
  const panelsEach = Math.ceil(count / Math.floor(mostCells / (cellRows * cellColumns)));
  const panels = Math.ceil(count / panelsEach);
  return { ...plane, rowsEach, columnsEach, cellRows, cellColumns, panelsEach, panels };
}

/** How many steps of an axis share a cell. A short axis beside it leaves room for more cells along this one. */
function stepsEach(size: number, other: number, most: number): number {
  const side = Math.max(1, Math.floor(Math.sqrt(most)));
  return Math.ceil(size / Math.min(longest, other > side ? side : Math.floor(most / other)));
}

/** The cell of output `index`. */
export function cellOf(layout: MapLayout, index: number): number {
  const { rows, rowStep, rowsEach, columns, columnStep, columnsEach, cellRows, cellColumns, panelAxes, panelsEach } =
    layout;
  let panel = 0;
  for (const { size, step } of panelAxes) panel = panel * size + (Math.floor(index / step) % size);
  const row = Math.floor((Math.floor(index / rowStep) % rows) / rowsEach);
  const column = Math.floor((Math.floor(index / columnStep) % columns) / columnsEach);
  return (Math.floor(panel / panelsEach) * cellRows + row) * cellColumns + column;
}

/** The steps of the axes of a panel's first outputs: "image 0, channel 3". */
export function panelName({ panelAxes, panelsEach, panels }: MapLayout, panel: number): string {
  if (panels === 1 && panelsEach === 1) return '';
  let rest = panel * panelsEach;
  const steps = panelAxes.toReversed().map(({ name, size }) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return `${name} ${at}`;
  });
  return `${panelsEach > 1 ? 'from ' : ''}${steps.toReversed().join(', ')}`;
}

/** What a part of the outputs is, as plain arrays that threads can exchange: cells, and the ratio of each. */
export interface CellRatios {
  readonly cells: Float64Array;
  readonly ratios: Float32Array;
}

type Verdict = 'within' | 'wrong' | 'not-judged';

/** Puts one output into a map. */
export function putOutput({ layout, ratios }: ErrorMap, index: number, verdict: Verdict, errorOverBound: number): void {
  const cell = cellOf(layout, index);
  ratios[cell] = Math.max(ratios[cell]!, ratioOf(verdict, errorOverBound));
}

/** The cells of a map that have outputs. */
export function filledCells({ ratios }: ErrorMap): CellRatios {
  const cells = ratios.reduce((count, ratio) => count + (ratio === noOutputs ? 0 : 1), 0);
  const filled = { cells: new Float64Array(cells), ratios: new Float32Array(cells) };
  for (let cell = 0, place = 0; cell < ratios.length; cell++) {
    if (ratios[cell] === noOutputs) continue;
    filled.cells[place] = cell;
    filled.ratios[place++] = ratios[cell]!;
  }
  return filled;
}

/** Rounded so that beyond 1 means wrong, in binary32 too. */
function ratioOf(verdict: Verdict, errorOverBound: number): number {
  if (verdict === 'not-judged') return notJudged;
  return verdict === 'wrong' ? Math.max(errorOverBound, 1 + 2 ** -20) : Math.min(errorOverBound, 1);
}

export function emptyMap(layout: MapLayout): ErrorMap {
  const { panels, cellRows, cellColumns } = layout;
  return { layout, ratios: new Float32Array(panels * cellRows * cellColumns).fill(noOutputs) };
}

/** Puts the ratios of some outputs into a map. */
export function mergeCells({ ratios }: ErrorMap, part: CellRatios): void {
  for (const [place, cell] of part.cells.entries()) ratios[cell] = Math.max(ratios[cell]!, part.ratios[place]!);
}

/** The panels to draw, by their numbers: all, or those with the largest errors. */
export function drawnPanels({ layout, ratios }: ErrorMap): readonly number[] {
  const { panels, cellRows, cellColumns } = layout;
  const cells = cellRows * cellColumns;
  const largest = Array.from({ length: panels }, (_, panel) => {
    let most = noOutputs;
    for (let cell = panel * cells; cell < (panel + 1) * cells; cell++) most = Math.max(most, ratios[cell]!);
    return { panel, most };
  });
  return largest
    .toSorted((one, other) => other.most - one.most || one.panel - other.panel)
    .slice(0, mostPanels)
    .map(({ panel }) => panel)
    .toSorted((one, other) => one - other);
}
