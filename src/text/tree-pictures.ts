import { drawTree } from '../reveal/draw-tree.ts';
import { type FlatTree, flatTreeOf } from '../reveal/flat-tree.ts';
import { schemes } from '../reveal/schemes/all-schemes.ts';
import { columnMajorTree, lanesTree, numpyPairwiseTree, pairwiseTree } from '../sums/schemes.ts';

/** The most terms of a picture: with more, its leaves cannot be told apart on a phone. */
const mostLeaves = 70;

/** The window of the picture of a scheme that depends on rows and columns. */
const window = { rows: 4, columns: 4, channels: 1 };

/**
 * An example of a tree by the name that a revelation gives it, small enough to be seen at a glance, as an SVG document
 * for both colour schemes. Undefined for a tree without a named pattern, and for one that shows its pattern only with
 * more terms.
 */
export function treePicture(name: string): string | undefined {
  const tree = exampleOf(name);
  if (tree === undefined) return undefined;
  const drawing = drawTree(tree, `${name}, ${tree.n} terms`);
  const [width, height] = [Math.ceil(drawing.width), Math.ceil(drawing.height)];
  const content = drawing.content
    .replaceAll('stroke="#456"', 'stroke="currentColor"')
    .replaceAll('fill="#c40"', 'fill="var(--mark)"');
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = 'font-family="sans-serif" fill="currentColor"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}><style>${style}</style>${content}</svg>\n`;
}

const style =
  ':root{color:#1c2024;--mark:#9a3412}@media(prefers-color-scheme:dark){:root{color:#e6e8ea;--mark:#f5a66b}}';

/** `8-lanes-joined-by-halves.svg` for the picture of the tree of that name. */
export function treePictureName(name: string): string {
  return `${(name.toLowerCase().match(/[a-z0-9]+/g) ?? ['tree']).join('-')}.svg`;
}

function exampleOf(name: string): FlatTree | undefined {
  const n = termsOf(name);
  const lanes = /^lanes (\d+)/.exec(name);
  if (lanes !== null) return flatTreeOf(lanesTree(n, Number(lanes[1])), n);
  if (name === 'pairwise') return flatTreeOf(pairwiseTree(16, 'first'), 16);
  if (name === 'numpy pairwise') return flatTreeOf(numpyPairwiseTree(n), n);
  if (name === 'column major') return flatTreeOf(columnMajorTree(window), 16);
  if (n > mostLeaves) return undefined;
  return schemes.find((scheme) => scheme.name === name)?.tree(n);
}

/** Enough terms for the pattern: two rounds of the lanes, and a tail where the name has one. */
function termsOf(name: string): number {
  const registers = /^(\d+) registers of (\d+) lanes/.exec(name);
  const lanes = /^(?:(\d+) lanes|lanes (\d+))/.exec(name);
  const blocks = /^blocks of (\d+)/.exec(name);
  const tail = name.includes('tail') ? 2 : 0;
  if (registers !== null) return Number(registers[1]) * Number(registers[2]) * 2 + tail;
  if (lanes !== null)
    return name.includes('of every four') ? Number(lanes[1]) * 8 : Math.max(8, Number(lanes[1] ?? lanes[2]) * 2) + tail;
  if (blocks !== null) return Number(blocks[1]) * 2 + 2;
  if (name === 'numpy pairwise') return 26;
  return name.includes('equal blocks') || name.includes('eights') ? 34 : 12;
}
