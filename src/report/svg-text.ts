import { escapeHtml, type Markup, trusted } from './markup.ts';

interface SvgElement {
  querySelector(selector: string): { remove(): void } | null;
  readonly outerHTML: string;
}

const namespace = 'http://www.w3.org/2000/svg';

/**
 * A drawn chart as text that is the same on every run: named for screen readers, without the library's own style element
 * (the page has one for all charts), coordinates rounded to a hundredth of a pixel. Text between tags is left as it is.
 */
export function svgText(drawn: unknown, label: string): Markup {
  const svg = drawn as SvgElement;
  svg.querySelector('style')?.remove();
  const text = svg.outerHTML.replace(/<[a-z][^<>]*>/gi, roundCoordinates);
  // The label is put in as text: linkedom leaves < in attributes as it is, which is no well-formed SVG.
  return trusted(text.replace(/^<svg/, `<svg xmlns="${namespace}" role="img" aria-label="${escapeHtml(label)}"`));
}

function roundCoordinates(tag: string): string {
  return tag.replace(/-?\d+\.\d{3,}(e-\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))));
}
