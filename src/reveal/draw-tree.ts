import { heightOf } from './describe.ts';
import type { FlatTree } from './flat-tree.ts';
export const mostDrawn = 512;

/**
 * A summation tree as an SVG drawing: terms in a row at the bottom, in the order in which the tree joins them, every addition above
 * its children at its height. Readable up to `mostDrawn` terms.
 */
export function drawTree(tree: FlatTree, title: string): string {
  const { n, children } = tree;
  const step = Math.max(9, Math.min(26, 1400 / n));
  const rise = Math.max(6, Math.min(28, 700 / Math.max(1, n === 1 ? 1 : heightOf(tree))));
  const xs = new Float64Array(n + children.length);
  const levels = new Int32Array(n + children.length);
  leavesInOrder(tree).forEach((leaf, place) => {
    xs[leaf] = (place + 1) * step;
  });
  children.forEach((list, k) => {
    xs[n + k] = list.reduce((sum, child) => sum + xs[child]!, 0) / list.length;
    levels[n + k] = 1 + list.reduce((most, child) => Math.max(most, levels[child]!), 0);
  });
  const width = (n + 1) * step;
  const height = 60 + rise * levels.at(-1)!;
  const y = (id: number): number => height - 24 - rise * levels[id]!;
  const lines = children.flatMap((list, k) =>
    list.map((child) => `<path d="M${at(xs[child]!)} ${at(y(child))}V${at(y(n + k))}H${at(xs[n + k]!)}"/>`),
  );
  const dots = children.map((_, k) => `<circle cx="${at(xs[n + k]!)}" cy="${at(y(n + k))}" r="2.2"/>`);
  const size = Math.min(10, step * 0.75);
  const labels = Array.from(
    { length: n },
    (_, leaf) =>
      `<text x="${at(xs[leaf]!)}" y="${at(height - 24 + size + 2)}" font-size="${at(size)}" text-anchor="middle">${leaf}</text>`,
  );
  const body = `<g fill="none" stroke="#456" stroke-width="1">${lines.join('')}</g><g fill="#c40">${dots.join('')}</g>${labels.join('')}`;
  const box = `0 0 ${at(Math.max(width, 320))} ${at(height)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" font-family="sans-serif" fill="#222"><text x="8" y="16" font-size="12">${escaped(title)}</text>${body}</svg>\n`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function leavesInOrder({ n, children }: FlatTree): number[] {
  const order: number[] = [];
  const stack = [n + children.length - 1];
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (id < n) order.push(id);
    else stack.push(...[...children[id - n]!].reverse());
  }
  return order;
}

/** Several SVG drawings on one, side by side, each in its own size; a drawing without a viewBox is left out. */
export function drawSideBySide(drawings: readonly string[]): string {
  const gap = 24;
  let width = 0;
  let height = 0;
  const inner = drawings.flatMap((drawing) => {
    const [, across, down] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawing) ?? [];
    if (across === undefined || down === undefined) return [];
    const left = width === 0 ? 0 : width + gap;
    width = left + Number(across);
    height = Math.max(height, Number(down));
    return [drawing.trim().replace('<svg ', `<svg x="${left}" y="0" width="${across}" height="${down}" `)];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${inner.join('')}</svg>\n`;
}
