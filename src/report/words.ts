import type { ConvShape } from '../conv/shape.ts';
import type { Bits32 } from '../float/bits.ts';
import { html, type Markup } from './markup.ts';
/** What the drawing of image and kernel does not show. */
export function shapeText({ stride, dilation, padding }: ConvShape): string {
  const border = typeof padding === 'string' ? padding : `zeros ${padding.join(', ')} (top, bottom, left, right)`;
  return `stride ${stride.join(' × ')}, dilation ${dilation.join(' × ')}, padding ${border}`;
}

/** The fewest digits that read back as the binary32 number with these bits; −0, NaN and ∞ by name. For display only. */
export function decimalOfBits(bits: Bits32): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number.parseInt(bits, 16));
  const value = view.getFloat32(0);
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** An exponent or index: text in parentheses, with or without a function name before them; or a number or name. */
const moved = /([\^_])([−-]?(?:min|max)?\([^()]*\)|[−-]?[\p{L}\p{N}]+)/u;

/**
 * A typed formula, `x_i·2^-24·(1+v)^(n−1)`, with raised exponents and lowered indices. One pair of parentheses around
 * an exponent is left out.
 */
export function formulaText(typed: string): Markup {
  const pieces = typed.split(new RegExp(moved, 'gu'));
  return html`${pieces.map((piece, index) => {
    if (index % 3 === 0) return piece;
    if (index % 3 === 1) return false;
    const plain = piece.replace(/^\((.*)\)$/, '$1').replace(/^-/, '−');
    return pieces[index - 1] === '^' ? html`<sup>${plain}</sup>` : html`<sub>${plain}</sub>`;
  })}`;
}

const own = 'lastbit/';

/** Whether a subject is an algorithm of lastbit. There are many, and they are folded behind the libraries. */
export function isOwnOrder(subject: string): boolean {
  return subject.startsWith(own);
}

/** Subjects by engine, as in “tfjs-node conv2d, matmul”. Algorithms of lastbit come last, counted and folded. */
export function subjectList(subjects: readonly string[]): Markup {
  const orders = subjects.filter(isOwnOrder).map((subject) => subject.slice(own.length));
  const engines = groupByEngine(subjects);
  return html`${[...engines].map(([engine, names]) => html`<div><b>${engine}</b> <span class="mono">${names.join(', ')}</span></div>`)}${
    orders.length > 0 &&
    html`<details class="small"><summary>${orders.length} algorithms of lastbit</summary>
<span class="mono">${orders.join(', ')}</span></details>`
  }`;
}

function groupByEngine(subjects: readonly string[]): Map<string, string[]> {
  const engines = new Map<string, string[]>();
  for (const subject of subjects) {
    if (isOwnOrder(subject)) continue;
    const [engine = '', ...rest] = subject.split('/');
    engines.set(engine, [...(engines.get(engine) ?? []), rest.join('/') || subject]);
  }
  return engines;
}
