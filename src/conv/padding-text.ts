import type { Padding } from './shape.ts';

/** A padding from its text: `valid`, `same`, or the zeros TOP,BOTTOM,LEFT,RIGHT. Undefined for other texts. */
export function paddingOfText(text: string): Padding | undefined {
  const word = text.trim();
  if (word === 'valid' || word === 'same') return word;
  const [top, bottom, left, right, ...more] = text.split(',').map(zeros);
  if (top === undefined || bottom === undefined || left === undefined || right === undefined) return undefined;
  return more.length === 0 ? [top, bottom, left, right] : undefined;
}

const zeros = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined);
