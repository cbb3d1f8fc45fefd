import { parseHTML } from 'linkedom';
import { printableLines } from '../errors/printable.ts';
import { escapeHtml, type Markup, trusted } from './markup.ts';
/** The document in which a chart is drawn. A chart function takes one and leaves nothing in it. */
export type ChartDocument = ReturnType<typeof parseHTML>['document'];

/** An empty document, without a browser. */
export function chartDocument(): ChartDocument {
  return parseHTML('<!doctype html><html><head></head><body></body></html>').document;
}

interface SvgElement {
  querySelector(selector: string): { remove(): void } | null;
  readonly outerHTML: string;
}

const namespace = 'http://www.w3.org/2000/svg';

/**
 * A drawn chart as text that is the same in every run: named for screen readers, without the style element of the
 * library (the page has one for all charts), coordinates rounded to a hundredth of a pixel. Text between tags is
 * unchanged.
 */
export function svgText(drawn: unknown, label: string): Markup {
  const svg = drawn as SvgElement;
  svg.querySelector('style')?.remove();
  const text = printableLines(svg.outerHTML).replace(/<[a-z][^<>]*>/gi, roundCoordinates);
  // The label is put in as text: linkedom leaves < in attributes as it is, which is no well-formed SVG.
  return trusted(text.replace(/^<svg/, `<svg xmlns="${namespace}" role="img" aria-label="${escapeHtml(label)}"`));
}

function roundCoordinates(tag: string): string {
  return tag.replace(/-?\d+\.\d{3,}(e-\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))));
}
