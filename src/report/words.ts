import type { ConvShape } from '../conv/shape.ts';
import { grouped } from '../text/layout.ts';
import { algorithmName, isOwn, operationNames } from '../text/subject-names.ts';
import { html, type Markup } from './markup.ts';
/** What the drawing of image and kernel does not show. */
export function shapeText({ stride, dilation, padding }: ConvShape): string {
  const border = typeof padding === 'string' ? padding : `zeros ${padding.join(', ')} (top, bottom, left, right)`;
  return `stride ${stride.join(' × ')}, dilation ${dilation.join(' × ')}, padding ${border}`;
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

/** Subjects by engine, as in “tfjs-node conv2d, matmul”. Algorithms of lastbit come last, counted and folded. */
export function subjectList(subjects: readonly string[]): Markup {
  const orders = subjects.filter(isOwn).map(algorithmName);
  const engines = grouped(
    subjects.filter((subject) => !isOwn(subject)),
    (subject) => subject.split('/')[0]!,
  );
  const named = [...engines].map(([engine, names]) => {
    return html`<div><b>${engine}</b> <span class="mono">${operationNames(names)}</span></div>`;
  });
  return html`${named}${
    orders.length > 0 &&
    html`<details class="small"><summary>${orders.length} algorithms of lastbit</summary>
<span class="mono">${orders.join(', ')}</span></details>`
  }`;
}
