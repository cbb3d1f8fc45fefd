import type { Padding } from './shape.ts';

/**
 * A padding from its text: `valid`, `same`, zeros for all sides, ROWSxCOLUMNS or ROWS,COLUMNS (of zeros on both sides
 * each, as in PyTorch), or the zeros TOP,BOTTOM,LEFT,RIGHT. Undefined for other texts.
 */
export function paddingOfText(text: string): Padding | undefined {
  const word = text.trim();
  if (word === 'valid' || word === 'same') return word;
  const pair = /^(0|[1-9]\d{0,8})\s*[,x×]\s*(0|[1-9]\d{0,8})$/.exec(word);
  if (pair !== null) {
    const [rows, columns] = [Number(pair[1]), Number(pair[2])];
    return [rows, rows, columns, columns];
  }
  const sides = text.split(',').map(zeros);
  const [top, bottom, left, right] = sides.length === 1 ? Array<number | undefined>(4).fill(sides[0]) : sides;
  if (top === undefined || bottom === undefined || left === undefined || right === undefined) return undefined;
  return sides.length === 1 || sides.length === 4 ? [top, bottom, left, right] : undefined;
}

const zeros = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined);
