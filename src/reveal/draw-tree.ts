import { printable } from '../errors/printable.ts';
import { type FlatTree, heightsOf, rootOf } from './flat-tree.ts';

/** Drawings stay readable up to this many terms. */
export const mostDrawn = 512;

/** The content of an SVG element, in user units. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

/**
 * A summation tree as a drawing: the terms stand in a row at the bottom, in the order in which the tree joins them. An
 * addition stands above its children, at its height.
 */
export function drawTree(tree: FlatTree, title: string): Drawing {
  const { n, children } = tree;
  const heights = heightsOf(tree);
  const top = heights[rootOf(tree)]!;
  const step = Math.max(9, Math.min(26, 1400 / n));
  const rise = Math.max(6, Math.min(28, 700 / Math.max(1, top)));
  const xs = new Float64Array(n + children.length);
  leavesInOrder(tree).forEach((leaf, place) => {
    xs[leaf] = (place + 1) * step;
  });
  children.forEach((list, k) => {
    xs[n + k] = list.reduce((sum, child) => sum + xs[child]!, 0) / list.length;
  });
  const height = 60 + rise * top;
  const x = (id: number): string => rounded(xs[id]!);
  const y = (id: number): string => rounded(height - 24 - rise * heights[id]!);
  const lines = children.flatMap((list, k) =>
    list.map((child) => `<path d="M${x(child)} ${y(child)}V${y(n + k)}H${x(n + k)}"/>`),
  );
  const dots = children.map((_, k) => `<circle cx="${x(n + k)}" cy="${y(n + k)}" r="2.2"/>`);
  const size = Math.min(10, step * 0.75);
  const below = rounded(height - 22 + size);
  const labels = Array.from({ length: n }, (_, leaf) => {
    const style = `font-size="${rounded(size)}" text-anchor="middle"`;
    return `<text x="${x(leaf)}" y="${below}" ${style}>${leaf}</text>`;
  });
  const content = [
    `<text x="8" y="16" font-size="12">${escaped(title)}</text>`,
    `<g fill="none" stroke="#456" stroke-width="1">${lines.join('')}</g><g fill="#c40">${dots.join('')}</g>`,
    ...labels,
  ];
  return { width: Math.max((n + 1) * step, 320), height, content: content.join('') };
}

const gap = 24;

/** Drawings side by side as one SVG document, each in its own size. */
export function svgOf(drawings: readonly Drawing[]): string {
  let right = 0;
  const parts = drawings.map(({ width, content }) => {
    const left = right === 0 ? 0 : right + gap;
    right = left + width;
    return `<g transform="translate(${rounded(left)})">${content}</g>`;
  });
  const height = Math.max(...drawings.map((drawing) => drawing.height));
  const style = `viewBox="0 0 ${rounded(right)} ${rounded(height)}" font-family="sans-serif" fill="#222"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${style}>${parts.join('')}</svg>\n`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function leavesInOrder(tree: FlatTree): number[] {
  const order: number[] = [];
  const stack = [rootOf(tree)];
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (id < tree.n) order.push(id);
    else stack.push(...[...tree.children[id - tree.n]!].reverse());
  }
  return order;
}
