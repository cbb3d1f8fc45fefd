import { html, type Markup } from './markup.ts';

/** What is raised or lowered: what stands in parentheses, with a name of a function before them or not, or else a number or a name. */
const moved = /([\^_])([−-]?(?:min|max)?\([^()]*\)|[−-]?[\p{L}\p{N}]+)/u;

/** A formula as it is typed, `x_i·2^-24·(1+v)^(n−1)`, with its exponents raised and its indices lowered; a pair of parentheses around one is left out. */
export function formulaText(typed: string): Markup {
  const pieces = typed.split(new RegExp(moved, 'gu'));
  return html`${pieces.map((piece, index) => {
    if (index % 3 === 0) return piece;
    if (index % 3 === 1) return false;
    const plain = piece.replace(/^\((.*)\)$/, '$1').replace(/^-/, '−');
    return pieces[index - 1] === '^' ? html`<sup>${plain}</sup>` : html`<sub>${plain}</sub>`;
  })}`;
}
