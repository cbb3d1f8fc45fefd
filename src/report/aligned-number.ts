import { html, type Markup } from './markup.ts';

/**
 * A column of numbers whose decimal points stand under one another: each is split at its point (or before its exponent), and the
 * two halves get the width of the widest of the column, unless they stand so by themselves. Copied text stays the plain number. What is
 * missing is a dash.
 */
export function alignedNumbers(texts: readonly (string | undefined)[]): Markup[] {
  const halves = texts.map((text) => (text === undefined ? undefined : halvesOf(text)));
  const before = Math.max(0, ...halves.map((half) => half?.[0].length ?? 0));
  const after = Math.max(0, ...halves.map((half) => half?.[1].length ?? 0));
  const alike = halves.every((half) => half === undefined || half[1].length === after);
  return halves.map((half) => {
    if (half === undefined) return html`<td class="number none">–</td>`;
    if (alike) return html`<td class="number">${half.join('')}</td>`;
    return html`<td class="number"><span class="before" style="width:${before}ch">${half[0]}</span><span class="after" style="width:${after}ch">${half[1]}</span></td>`;
  });
}

function halvesOf(text: string): [string, string] {
  const at = text.search(/\.|e|$/);
  return [text.slice(0, at).replace(/^-/, '−'), text.slice(at).replace('e-', 'e−')];
}
