import { type ErrorMap, noOutputs, notJudged, panelName } from '../../src/arrays/error-map.ts';
import { formatNumber } from '../../src/text/numbers.ts';
import { h } from './dom.ts';

type Colour = readonly [red: number, green: number, blue: number];
const [exact, low, high, wrong, unjudged]: readonly Colour[] = [
  [236, 241, 248],
  [188, 211, 243],
  [47, 111, 208],
  [211, 47, 47],
  [154, 160, 166],
];

function colourOf(ratio: number): Colour {
  if (ratio === notJudged) return unjudged!;
  if (ratio > 1) return wrong!;
  if (ratio === 0) return exact!;
  // Errors are far below the bound; their square root shows the small ones too.
  const share = Math.sqrt(ratio);
  return [0, 1, 2].map((i) => Math.round(low![i]! + (high![i]! - low![i]!) * share)) as unknown as Colour;
}

/** The part of a panel that is shown, in cells. */
interface Part {
  readonly row: number;
  readonly column: number;
  readonly scale: number;
}

/** Error ÷ bound over the outputs: zoomed by wheel, buttons or + and −, moved by dragging or arrow keys. */
export function heatMap({ layout, ratios }: ErrorMap, name: string): HTMLElement {
  const { cellRows, cellColumns, panels, rowsEach, columnsEach } = layout;
  const size = cellRows * cellColumns;
  const scaleOf = Math.max(1, Math.floor(640 / cellColumns));
  const keys = 'Plus and minus zoom, arrows move.';
  const canvas = h('canvas', {
    ...{ width: cellColumns * scaleOf, height: cellRows * scaleOf, tabindex: 0, role: 'img' },
    'aria-label': `Map of error ÷ bound of ${name}; the worst outputs are listed below. ${keys}`,
  });
  const status = h('p', { class: 'status', 'aria-live': 'polite' }, 'Point at the map to read it.');
  let panel = 0;
  let part: Part = { row: 0, column: 0, scale: 1 };
  let image = imageOf(panel);

  function imageOf(of: number): HTMLCanvasElement {
    const cells = h('canvas', { width: cellColumns, height: cellRows });
    const pixels = new ImageData(cellColumns, cellRows);
    for (let cell = 0; cell < size; cell++) {
      const ratio = ratios[of * size + cell]!;
      if (ratio === noOutputs) continue;
      pixels.data.set([...colourOf(ratio), 255], 4 * cell);
    }
    cells.getContext('2d')!.putImageData(pixels, 0, 0);
    return cells;
  }

  const draw = (): void => {
    const context = canvas.getContext('2d')!;
    context.imageSmoothingEnabled = false;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const [columns, rows] = [cellColumns / part.scale, cellRows / part.scale];
    context.drawImage(image, part.column, part.row, columns, rows, 0, 0, canvas.width, canvas.height);
  };
  const show = (next: Part): void => {
    const scale = Math.min(Math.max(next.scale, 1), Math.max(1, Math.min(cellColumns, cellRows) / 4));
    const clamp = (x: number, cells: number): number => Math.min(Math.max(x, 0), cells - cells / scale);
    part = { scale, row: clamp(next.row, cellRows), column: clamp(next.column, cellColumns) };
    draw();
  };
  /** Zooms so that the cell under a place of the canvas, as shares of its sides, stays there. */
  const zoom = (factor: number, [across, down]: readonly [number, number] = [0.5, 0.5]): void => {
    const scale = Math.min(Math.max(part.scale * factor, 1), Math.max(1, Math.min(cellColumns, cellRows) / 4));
    const column = part.column + across * cellColumns * (1 / part.scale - 1 / scale);
    const row = part.row + down * cellRows * (1 / part.scale - 1 / scale);
    show({ scale, row, column });
  };
  const placeOf = (event: MouseEvent): readonly [number, number] => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  };
  const read = (event: MouseEvent): void => {
    const [across, down] = placeOf(event);
    const column = Math.floor(part.column + (across * cellColumns) / part.scale);
    const row = Math.floor(part.row + (down * cellRows) / part.scale);
    const ratio = ratios[panel * size + row * cellColumns + column];
    if (ratio === undefined || ratio === noOutputs) return;
    const from = (index: number, each: number): string => `${index * each}${each > 1 ? ' and on' : ''}`;
    const place = `row ${from(row, rowsEach)}, column ${from(column, columnsEach)}`;
    status.textContent = `${place}: ${ratio === notJudged ? 'not judged' : `error ÷ bound ${formatNumber(ratio, 3)}`}`;
  };

  let dragged: { readonly x: number; readonly y: number; readonly from: Part } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    dragged = { x: event.clientX, y: event.clientY, from: part };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointerup', () => {
    dragged = undefined;
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragged === undefined) return read(event);
    const { width, height } = canvas.getBoundingClientRect();
    const { from, x, y } = dragged;
    const column = from.column - (((event.clientX - x) / width) * cellColumns) / from.scale;
    show({ ...from, column, row: from.row - (((event.clientY - y) / height) * cellRows) / from.scale });
  });
  canvas.addEventListener('click', read);
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, placeOf(event));
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    const step = 0.2 / part.scale;
    const moves: Readonly<Record<string, () => void>> = {
      '+': () => zoom(1.5),
      '=': () => zoom(1.5),
      '-': () => zoom(1 / 1.5),
      ArrowLeft: () => show({ ...part, column: part.column - step * cellColumns }),
      ArrowRight: () => show({ ...part, column: part.column + step * cellColumns }),
      ArrowUp: () => show({ ...part, row: part.row - step * cellRows }),
      ArrowDown: () => show({ ...part, row: part.row + step * cellRows }),
    };
    if (moves[event.key] === undefined) return;
    event.preventDefault();
    moves[event.key]!();
  });

  const button = (label: string, words: string, act: () => void) =>
    h('button', { type: 'button', class: 'plain', 'aria-label': words, onclick: act }, label);
  const chosen = h(
    'select',
    {
      'aria-label': 'Which part of the output',
      onchange: () => {
        panel = Number(chosen.value);
        image = imageOf(panel);
        draw();
      },
    },
    ...Array.from({ length: Math.min(panels, 512) }, (_, at) => h('option', { value: at }, panelName(layout, at))),
  );
  draw();
  return h(
    'figure',
    { class: 'map' },
    h(
      'div',
      { class: 'row' },
      button('+', 'Zoom in', () => zoom(1.5)),
      button('−', 'Zoom out', () => zoom(1 / 1.5)),
      button('Whole', 'Show the whole map', () => show({ row: 0, column: 0, scale: 1 })),
      panels > 1 ? chosen : undefined,
    ),
    canvas,
    status,
    h(
      'ul',
      { class: 'legend' },
      ...[
        ['low', 'small error'],
        ['high', 'near the bound'],
        ['wrong', 'beyond the bound: wrong'],
        ['unjudged', 'not judged'],
      ].map(([kind, words]) => h('li', { class: kind }, h('i', {}), words)),
    ),
  );
}
