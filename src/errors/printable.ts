/**
 * Characters that a reader does not see and a terminal may obey: controls (C0, DEL, C1), formats (among them those that
 * turn the direction of text), line and paragraph separators, halves of surrogate pairs.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from outside (an engine, a file, a name) as part of one line: hidden characters are shown as JSON writes them,
 * `\n` or `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(hidden, escaped);
}

/** The same for text of several lines: line breaks stay. Valid JSON stays valid, and means the same. */
export function printableLines(text: string): string {
  return text.replace(hidden, (letter) => (letter === '\n' ? letter : escaped(letter)));
}

/** A line in which every text that is put in is made printable. Undefined vanishes. */
export function line(texts: TemplateStringsArray, ...pieces: readonly (string | number | undefined)[]): string {
  return texts.reduce((whole, text, index) => whole + printable(String(pieces[index - 1] ?? '')) + text);
}

/** What clears the line of a terminal. */
export const clearLine = '\r\u001b[2K';

/** What goes to the line above and clears it. */
export const clearLineAbove = '\u001b[1A\r\u001b[2K';

/** What begins red, green and yellow text, and what ends it, as `styleText` of node:util writes it. */
export const colourCodes: readonly string[] = ['\u001b[31m', '\u001b[32m', '\u001b[33m', '\u001b[39m'];

function escaped(letter: string): string {
  if (letter === '\n') return '\\n';
  const units = Array.from({ length: letter.length }, (_, index) => letter.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
