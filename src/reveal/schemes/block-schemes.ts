import { type Scheme, scheme } from './scheme.ts';
import { range, type TreeBuilder } from './tree-builder.ts';

export const blockSchemes: readonly Scheme[] = [4, 8, 16, 32, 48, 64, 128, 192, 256, 512].map((size) =>
  scheme(`blocks of ${size}`, (builder, n) =>
    builder.chain(
      range(0, Math.ceil(n / size)).map((block) => builder.chain(range(block * size, Math.min(n, (block + 1) * size)))),
    ),
  ),
);

/** Terms one after another, or the even and the odd ones of a whole number of eights apart and then what is left. */
function loop(builder: TreeBuilder, terms: readonly number[], lanes: 1 | 2): number {
  if (lanes === 1 || terms.length < 8) return builder.chain(terms);
  const whole = terms.length - (terms.length % 8);
  const [even, odd] = [0, 1].map((lane) => builder.chain(terms.slice(0, whole).filter((_, k) => k % 2 === lane)));
  return builder.chain([builder.add(even!, odd!), ...terms.slice(whole)]);
}

/**
 * Blocks as matrix products cut a long sum for their caches, all but the last of one size: as small as their number allows, or the next multiple of
 * eight but one.
 */
export const cacheBlockSchemes: readonly Scheme[] = ([1, 2] as const).flatMap((lanes) => {
  const inner = lanes === 2 ? ', each by even and odd terms of whole eights' : '';
  return [2, 3, 4, 5, 6].flatMap((count) =>
    (['equal', 'nearly equal'] as const).map((how) =>
      scheme(`${count} ${how} blocks${inner}`, (builder, n) => {
        const size =
          how === 'equal' && lanes === 1 ? Math.ceil(n / count) : eights(n / count) + (how === 'equal' ? 0 : 8);
        const blocks = range(0, Math.ceil(n / size)).map((k) => range(k * size, Math.min(n, (k + 1) * size)));
        builder.chain(blocks.map((block) => loop(builder, block, lanes)));
      }),
    ),
  );
});

export const evenAndOddScheme: Scheme = scheme('even and odd terms of whole eights, tail after', (builder, n) =>
  loop(builder, range(0, n), 2),
);

const eights = (terms: number): number => Math.ceil(terms / 8) * 8;
