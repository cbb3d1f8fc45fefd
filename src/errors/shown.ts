import { printable } from './printable.ts';

const longest = 300;

/**
 * A word of the user's, for a message of one line: quoted where it is empty or has hidden characters, and not endless.
 */
export function shown(word: string): string {
  const short = word.length > longest ? `${word.slice(0, longest)}…` : word;
  return short === '' || printable(short) !== short ? `"${printable(short)}"` : short;
}
