import { UsageError } from '../errors/usage-error.ts';

/**
 * A command line in words, without a shell: blanks part words; '…' keeps everything in it; "…" keeps everything but \" and \\;
 * outside of quotes \ keeps the next character. No variables, no patterns, no pipes: no character has any other meaning.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let place = 0; place < text.length; place++) {
    const letter = text[place] as string;
    const next = text[place + 1];
    if (letter === '\\' && quote !== "'" && next !== undefined && (quote === '' || next === '"' || next === '\\')) {
      word = (word ?? '') + next;
      place++;
    } else if (quote !== '') {
      if (letter === quote) quote = '';
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  if (quote !== '') throw new UsageError(`the quote ${quote} in ${JSON.stringify(text)} has no end; close it`);
  if (word !== undefined) words.push(word);
  return words;
}
