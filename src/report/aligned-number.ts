import { html, type Markup } from './markup.ts';

/**
 * Numbers of a right-aligned column with their decimal points below one another. What follows a point (or precedes an
 * exponent) gets the width of the widest such part, unless the points are aligned without it. Copied text is the plain
 * number. A dash stands for a missing number.
 */
export function alignedTexts(texts: readonly (string | undefined)[]): Markup[] {
  const halves = texts.map((text) => (text === undefined || text === '–' ? undefined : halvesOf(text)));
  const after = Math.max(0, ...halves.map((half) => half?.[1].length ?? 0));
  return halves.map((half) => {
    if (half === undefined) return html`–`;
    const [whole, fraction] = half;
    return fraction.length === after
      ? html`${whole}${fraction}`
      : html`${whole}<i class="after" style="width:${after}ch">${fraction}</i>`;
  });
}

/** The same, as cells of a table. */
export function alignedNumbers(texts: readonly (string | undefined)[]): Markup[] {
  return alignedTexts(texts).map((text) => html`<td class="number">${text}</td>`);
}

function halvesOf(text: string): [string, string] {
  const at = text.search(/\.|e|$/);
  return [text.slice(0, at).replace(/^-/, '−'), text.slice(at).replace('e-', 'e−')];
}
