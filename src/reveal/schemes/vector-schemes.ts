import type { Tail } from './lane-schemes.ts';
import { type Scheme, scheme } from './scheme.ts';
import { type Join, range, type TreeBuilder } from './tree-builder.ts';

/**
 * `registers` vectors of `width` lanes: registers join one after another or by neighbours, then the lanes of the last. Whole vectors that are
 * left go on in the joined register (`keepsVectors`) or are part of the tail.
 */
function vectorSum(
  builder: TreeBuilder,
  n: number,
  { registers, width, outer, inner, tail, keepsVectors }: VectorSum,
): void {
  const lanes = registers * width;
  const whole = n - (n % lanes);
  const used = keepsVectors ? n - (n % width) : whole;
  const columns = range(0, width).map((lane) => {
    const sums = range(0, whole === 0 ? 0 : registers).map((register) =>
      builder.chain(range(0, whole / lanes).map((k) => k * lanes + register * width + lane)),
    );
    const joined = sums.length === 0 ? [] : [builder.join(sums, outer)];
    return builder.chain([...joined, ...range(0, (used - whole) / width).map((k) => whole + k * width + lane)]);
  });
  const total = builder.join(columns, inner);
  const rest = range(used, n);
  if (rest.length === 0) return;
  if (tail === 'tail apart') builder.add(total, builder.chain(rest));
  else builder.chain([total, ...rest]);
}

interface VectorSum {
  readonly registers: number;
  readonly width: number;
  readonly outer: Join;
  readonly inner: Join;
  readonly tail: Tail;
  readonly keepsVectors: boolean;
}

const vectorScheme = (sum: VectorSum): Scheme => {
  const { registers, width, outer, inner, tail, keepsVectors } = sum;
  const rest = keepsVectors ? tail : `whole ${tail}`;
  return scheme(`${registers} registers of ${width} lanes, joined ${outer}, then ${inner}, ${rest}`, (builder, n) => {
    if (n < registers * width) builder.chain(range(0, n));
    else vectorSum(builder, n, sum);
  });
};

export const vectorSchemes: readonly Scheme[] = [2, 4, 8].flatMap((registers) =>
  [2, 4, 8, 16].flatMap((width) =>
    (['tail after', 'tail apart'] as const).flatMap((tail) => [
      ...(['by neighbours', 'one after another'] as const).flatMap((outer) =>
        (['by halves', 'by neighbours'] as const).map((inner) =>
          vectorScheme({ registers, width, outer, inner, tail, keepsVectors: true }),
        ),
      ),
      vectorScheme({ registers, width, outer: 'by neighbours', inner: 'by neighbours', tail, keepsVectors: false }),
    ]),
  ),
);
