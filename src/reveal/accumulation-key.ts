import type { Accumulation, NodeFormat } from '../orders/accumulation.ts';
import { foldTree } from '../orders/fold-tree.ts';

/**
 * A text that two accumulations share only if they are the same function, up to the payload of a NaN. Addition commutes in every
 * format, so children stand in order of their texts. An addition of two binary32 numbers that goes through binary64 rounds as
 * one that does not: 53 ≥ 2 · 24 + 2 bits make the first rounding harmless (Figueroa 1995, When is double rounding
 * innocuous?, theorem for addition; below 2^-126 the sum is exact).
 */
export function accumulationKey(accumulation: Accumulation): string {
  const { tree, products, nodes, start, ownStart = [], bias, flush, result } = accumulation;
  let node = 0;
  const whole = foldTree<Part>(
    tree,
    (term) => {
      const exact = products[term] === 'exact';
      const text = `${term}${exact ? 'x' : ''}${ownStart.includes(term) ? 's' : ''}`;
      return { text, narrow: !exact || ownStart.includes(term) };
    },
    (children) => {
      const format = nodes[node]!;
      node += 1;
      const simple = format === 'binary32-via-binary64' && children.length === 2 && children.every((c) => c.narrow);
      const name = names[simple ? 'binary32' : format];
      const texts = children.map(({ text }) => text).sort();
      return { text: `(${texts.join(' ')})${name}`, narrow: format !== 'binary64' };
    },
  );
  const flushes = [flush.inputs, flush.products, flush.sums].map(Number).join('');
  return `${whole.text} ${start} ${flushes} ${result}${bias === undefined ? '' : ` bias ${bias.value} ${bias.enters}`}`;
}

interface Part {
  readonly text: string;
  /** Its value is a binary32 number. */
  readonly narrow: boolean;
}

const names: Readonly<Record<NodeFormat, string>> = { binary32: '', binary64: 'd', 'binary32-via-binary64': 't' };
