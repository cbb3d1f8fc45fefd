import { drawnPanels, type ErrorMap, noOutputs, notJudged, panelName } from '../arrays/error-map.ts';
import { counted, formatCount } from '../text/numbers.ts';
import { mostOctaves, octavesAbove } from './axes.ts';
import { html, type Markup, trusted } from './markup.ts';

/** How a cell looks: its error ÷ bound in steps of three octaves, wrong, not judged; undefined without outputs. */
export type Look = 'exact' | 'low' | 'lower' | 'higher' | 'high' | 'wrong' | 'open';

const steps: readonly Look[] = ['low', 'lower', 'higher', 'high'];

export function lookOf(ratio: number): Look | undefined {
  if (ratio === noOutputs) return undefined;
  if (ratio === notJudged) return 'open';
  if (ratio > 1) return 'wrong';
  if (ratio === 0) return 'exact';
  return steps[Math.min(steps.length - 1, Math.floor((octavesAbove(ratio) * steps.length) / mostOctaves))];
}

/** In the order of the legend. */
export const looks: readonly (readonly [look: Look, words: string])[] = [
  ['exact', 'exact'],
  ['low', 'up to 2⁻⁹'],
  ['lower', 'up to 2⁻⁶'],
  ['higher', 'up to 2⁻³'],
  ['high', 'up to the bound'],
  ['wrong', 'beyond it: wrong'],
  ['open', 'not judged'],
];

/** Width ÷ height of a panel: that of its outputs, but for very long and very high ones. */
export const aspectOf = ({ layout: { rows, columns } }: ErrorMap): number => Math.min(4, Math.max(0.5, columns / rows));

/** Rings show where single wrong cells are; more than so many show themselves. */
const mostRings = 12;

/** One panel, a unit for each cell. Neighbours that look the same are one line. */
export function panelDrawing(map: ErrorMap, panel: number): string {
  const { layout, ratios } = map;
  const { cellRows, cellColumns } = layout;
  const from = panel * cellRows * cellColumns;
  const lines = new Map<Look, string>();
  const wrong: (readonly [row: number, column: number])[] = [];
  for (let row = 0; row < cellRows; row++) {
    for (let column = 0; column < cellColumns; ) {
      const look = lookOf(ratios[from + row * cellColumns + column]!);
      let end = column + 1;
      while (end < cellColumns && lookOf(ratios[from + row * cellColumns + end]!) === look) end++;
      if (look !== undefined) lines.set(look, `${lines.get(look) ?? ''}M${column} ${row}.5h${end - column}`);
      if (look === 'wrong') wrong.push([row, column + (end - column) / 2]);
      column = end;
    }
  }
  // Of about the same size in both directions, however long the panel is.
  const aspect = aspectOf(map);
  const across = round(0.05 * cellColumns * Math.min(1, 1 / aspect) + 0.7);
  const down = round(0.05 * cellRows * Math.min(1, aspect) + 0.7);
  const isSparse = wrong.length <= mostRings && Math.max(cellRows, cellColumns) > 24;
  const rings = isSparse ? wrong : [];
  return [
    ...[...lines].map(([look, d]) => `<path class="${look}" d="${d}"/>`),
    `<rect class="frame" width="${cellColumns}" height="${cellRows}"/>`,
    ...rings.map(([row, column]) => `<ellipse class="ring" cx="${column}" cy="${row}.5" rx="${across}" ry="${down}"/>`),
  ].join('');
}

const round = (x: number): number => Math.round(x * 100) / 100;

/** The figures of an answer: a panel for each image and channel, the legend, and what is not drawn. */
export function errorMapFigure(map: ErrorMap): Markup {
  const { cellRows, cellColumns } = map.layout;
  const panels = drawnPanels(map);
  // A cell of a small answer is not a large square.
  const style = `aspect-ratio:${round(aspectOf(map))};max-width:${cellColumns * 3}rem`;
  const drawings = panels.map((panel) => {
    const name = panelName(map.layout, panel);
    const label = `Error ÷ bound${name === '' ? '' : `, ${name}`}: ${worstWords(map, panel)}`;
    const svg = `<svg class="map" viewBox="0 0 ${cellColumns} ${cellRows}" preserveAspectRatio="none" style="${style}" role="img">`;
    return html`<figure class="panel errors">${name !== '' && html`<figcaption>${name}</figcaption>`}${trusted(svg)}<title>${label}</title>${trusted(`${panelDrawing(map, panel)}</svg>`)}</figure>`;
  });
  const shape = panels.length === 1 ? 'lone' : 'panels';
  return html`<div class="${shape}">${drawings}</div>
<p class="note">Error ÷ bound: ${looks.map(([look, words]) => html`<span class="nowrap">${keyOf(look)} ${words}</span> `)}</p>
<p class="note">${mapCaption(map)}</p>`;
}

const keyOf = (look: Look): Markup =>
  trusted(`<svg class="map key" viewBox="0 0 1 1" aria-hidden="true"><path class="${look}" d="M0 .5h1"/></svg>`);

/** How the cells of a map are to be read. */
export function mapCaption(map: ErrorMap): string {
  const { rows, columns, rowsEach, columnsEach, panelAxes, panelsEach, panels, isFolded } = map.layout;
  const drawn = drawnPanels(map).length;
  const which =
    drawn < panels ? `${drawn} of ${formatCount(panels)} panels are drawn, those with the largest errors. ` : '';
  const each = panelAxes.map(({ name }) => name).join(' and ');
  const order = isFolded ? ' in reading order' : '';
  const panel = `${drawn === 1 ? 'The panel' : 'A panel'} is ${formatCount(rows)} × ${counted(columns, 'output')}${order}`;
  const isReduced = rowsEach * columnsEach > 1;
  const cell = isReduced ? `; a cell is ${rowsEach} × ${columnsEach} of them and shows the largest` : '';
  const shared = panelsEach === 1 ? '' : ` A panel shows ${panelsEach} in a row, one upon another.`;
  return `${which}${panel}${each === '' ? '' : ` of one ${each}`}${cell}.${shared}`;
}

function worstWords({ layout, ratios }: ErrorMap, panel: number): string {
  const cells = layout.cellRows * layout.cellColumns;
  const own = ratios.subarray(panel * cells, (panel + 1) * cells);
  const [wrong, most] = [own.filter((ratio) => ratio > 1).length, own.reduce((a, b) => Math.max(a, b))];
  if (wrong > 0) return `${formatCount(wrong)} of ${counted(cells, 'cell')} have a wrong output`;
  return most < 0 ? 'nothing judged' : `at most ${most.toPrecision(2)}`;
}
