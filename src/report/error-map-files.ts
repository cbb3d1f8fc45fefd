import { drawnPanels, type ErrorMap, panelName } from '../arrays/error-map.ts';
import { encodePng } from '../files/png.ts';
import { aspectOf, type Look, lookOf, looks, mapCaption, panelDrawing } from './error-map-picture.ts';
import { mapStyle } from './error-map-style.ts';
import { escapeHtml } from './markup.ts';
import { palette } from './page-style.ts';

const margin = 24;
const fonts = 'system-ui,-apple-system,"Segoe UI","Liberation Sans",sans-serif';
const wide = 720;
const gap = 16;
const nameHeight = 20;

/** The map as one SVG file in both colour schemes: a title, the panels side by side, the legend. */
export function errorMapSvg(map: ErrorMap, title: string): string {
  const panels = drawnPanels(map);
  const { cellRows, cellColumns } = map.layout;
  const across = acrossOf(panels.length);
  const aspect = aspectOf(map);
  const width = Math.min((wide - gap * (across - 1)) / across, 40 * cellColumns, wide * aspect);
  const height = width / aspect;
  const hasNames = panels.some((panel) => panelName(map.layout, panel) !== '');
  const each = height + (hasNames ? nameHeight : 0) + gap;
  const lines = [...wrappedTitle(title), ''];
  const top = margin + lines.length * 20;
  const below = top + Math.ceil(panels.length / across) * each;
  const total = [wide + 2 * margin, below + 70 + margin] as const;
  const drawings = panels.map((panel, place) => {
    const x = margin + (place % across) * (width + gap);
    const y = top + Math.floor(place / across) * each;
    const name = panelName(map.layout, panel);
    const under = hasNames ? nameHeight : 0;
    return (
      (name === '' ? '' : text(x, y + 12, 12, name)) +
      `<svg class="map" x="${round(x)}" y="${round(y + under)}" width="${round(width)}" height="${round(height)}" ` +
      `viewBox="0 0 ${cellColumns} ${cellRows}" preserveAspectRatio="none">${panelDrawing(map, panel)}</svg>`
    );
  });
  const keys = looks.map(([look, words], place) => {
    const [x, y] = [margin + (place % 4) * 180, below + 16 + Math.floor(place / 4) * 20];
    return (
      `<svg class="map" x="${x}" y="${y - 11}" width="13" height="13" viewBox="0 0 1 1">` +
      `<path class="${look}" d="M0 .5h1"/></svg>${text(x + 20, y, 12, words)}`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total[0]} ${round(total[1])}" width="${total[0]}" ` +
      `height="${round(total[1])}" font-family='${fonts}' fill="#1c2024" role="img">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${palette}\n.paper{fill:#fcfcfa;fill:var(--paper)}text{fill:#1c2024;fill:var(--ink)}\n${mapStyle}</style>`,
    `<rect class="paper" width="${total[0]}" height="${round(total[1])}"/>`,
    ...lines.map((line, place) => text(margin, margin + 8 + place * 20, 15, line)),
    ...drawings,
    ...keys,
    text(margin, below + 64, 11, `Error ÷ bound. ${mapCaption(map)}`),
    '</svg>',
    '',
  ].join('\n');
}

const text = (x: number, y: number, size: number, words: string): string =>
  words === '' ? '' : `<text x="${round(x)}" y="${round(y)}" font-size="${size}">${escapeHtml(words)}</text>`;

/** About as many characters as fit. */
const lineLength = 92;
const mostLines = 4;

function wrappedTitle(title: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of title.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length + 1 > lineLength && last !== '') lines.push(word);
    else lines.splice(-1, 1, last === '' ? word : `${last} ${word}`);
  }
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), `${lines[mostLines - 1]} …`];
}

const round = (x: number): number => Math.round(x * 100) / 100;

/** Red, green and blue on white, as the light colour scheme has them. */
const colours: Readonly<Record<Look, readonly [number, number, number]>> = {
  exact: [243, 246, 250],
  low: [216, 226, 242],
  lower: [174, 196, 230],
  higher: [120, 157, 213],
  high: [42, 102, 194],
  wrong: [179, 38, 30],
  open: [150, 156, 162],
};

/** Between panels, in pixels. */
const pngGap = 4;
const pngSide = 480;

/** The panels side by side as a PNG, in the light colours, without text. A cell is a square of some pixels. */
export function errorMapPng(map: ErrorMap): Uint8Array {
  const panels = drawnPanels(map);
  const { cellRows, cellColumns } = map.layout;
  const across = acrossOf(panels.length);
  const down = Math.ceil(panels.length / across);
  // Pixels of a cell: about as wide and high as its outputs.
  const aspect = aspectOf(map);
  const panelWidth = Math.min(pngSide / across, (pngSide / down) * aspect);
  const [wideEach, highEach] = [panelWidth / cellColumns, panelWidth / aspect / cellRows].map((size) =>
    Math.max(1, Math.round(size)),
  ) as [number, number];
  const width = across * (cellColumns * wideEach + pngGap) + pngGap;
  const height = down * (cellRows * highEach + pngGap) + pngGap;
  const bytes = new Uint8Array(width * height * 3).fill(255);
  for (const [place, panel] of panels.entries()) {
    const left = pngGap + (place % across) * (cellColumns * wideEach + pngGap);
    const top = pngGap + Math.floor(place / across) * (cellRows * highEach + pngGap);
    for (let y = 0; y < cellRows * highEach; y++) {
      const row = (panel * cellRows + Math.floor(y / highEach)) * cellColumns;
      for (let x = 0; x < cellColumns * wideEach; x++) {
        const look = lookOf(map.ratios[row + Math.floor(x / wideEach)]!);
        if (look !== undefined) bytes.set(colours[look], ((top + y) * width + left + x) * 3);
      }
    }
  }
  return encodePng({ width, height, channels: 3, bytes });
}

const acrossOf = (panels: number): number => Math.min(panels, panels <= 4 ? 2 : panels <= 9 ? 3 : 4);
