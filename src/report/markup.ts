import { printable } from '../errors/printable.ts';

/**
 * HTML as values that cannot be confused with text. `html` escapes every string that is put into it, and lets markup
 * pass. Arrays are joined; undefined and false vanish. `trusted` is the only way around the escape, for our own styles
 * and SVG.
 */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | string | number | undefined | false | readonly Piece[];

export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return trusted(texts.reduce((whole, text, index) => whole + render(pieces[index - 1]) + text));
}

export function trusted(markup: string): Markup {
  return { markup };
}

/** Text as HTML or SVG has it, in an attribute too; hidden characters are shown. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}
