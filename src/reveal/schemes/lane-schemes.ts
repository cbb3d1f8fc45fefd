import { type Join, type Scheme, scheme, type TreeBuilder, wholeNumbers } from './scheme.ts';

export type Tail = 'tail after' | 'tail apart' | 'tail into the lanes';
const joins: readonly Join[] = ['by neighbours', 'by halves', 'one after another'];
const tails: readonly Tail[] = ['tail after', 'tail apart', 'tail into the lanes'];

/**
 * Interleaved accumulators whose sums are joined. The remaining terms come after, are summed apart, or continue the
 * lanes.
 */
export function laneSum(
  builder: TreeBuilder,
  from: number,
  count: number,
  lanes: number,
  join: Join,
  tail: Tail,
): number {
  const whole = tail === 'tail into the lanes' ? count : count - (count % lanes);
  const sums = wholeNumbers(0, Math.min(lanes, whole)).map((lane) =>
    builder.chain(wholeNumbers(0, Math.ceil((whole - lane) / lanes)).map((k) => from + k * lanes + lane)),
  );
  const rest = wholeNumbers(from + whole, from + count);
  if (sums.length === 0) return builder.chain(rest);
  const total = builder.join(sums, join);
  if (rest.length === 0) return total;
  return tail === 'tail apart' ? builder.add(total, builder.chain(rest)) : builder.chain([total, ...rest]);
}

export const laneSchemes: readonly Scheme[] = [2, 4, 8, 16, 32, 64].flatMap((count) =>
  tails.flatMap((tail) =>
    joins
      .filter((join) => count > 2 || join === 'by neighbours')
      .map((join) =>
        scheme(`${count} lanes, joined ${join}, ${tail}`, (builder, n) => laneSum(builder, 0, n, count, join, tail)),
      ),
  ),
);

/**
 * Lanes that take four vectors at a time, the last of them first, then the remaining vectors one by one; joined by
 * neighbours.
 */
export const backwardSchemes: readonly Scheme[] = [2, 4, 8, 16].map((width) =>
  scheme(`${width} lanes, of every four vectors the last first, joined by neighbours`, (builder, n) => {
    const block = 4 * width;
    const whole = n - (n % block);
    const sums = wholeNumbers(0, Math.min(width, n)).map((lane) => {
      const [first, ...later] = wholeNumbers(0, whole / block).map((k) =>
        wholeNumbers(0, 4).map((v) => k * block + v * width + lane),
      );
      const rest = wholeNumbers(0, Math.ceil((n - whole - lane) / width)).map((v) => whole + v * width + lane);
      return builder.chain([...(first ?? []).reverse(), ...later.flatMap((vectors) => vectors.reverse()), ...rest]);
    });
    builder.join(sums, 'by neighbours');
  }),
);

/**
 * `registers` vectors of `width` lanes. Registers are joined first, then the lanes of the result. Whole vectors that
 * remain go on in the joined register (`keepsVectors`) or belong to the tail.
 */
function vectorSum(
  builder: TreeBuilder,
  n: number,
  { registers, width, outer, inner, tail, keepsVectors }: VectorSum,
): void {
  const lanes = registers * width;
  const whole = n - (n % lanes);
  const used = keepsVectors ? n - (n % width) : whole;
  const columns = wholeNumbers(0, width).map((lane) => {
    const sums = wholeNumbers(0, whole === 0 ? 0 : registers).map((register) =>
      builder.chain(wholeNumbers(0, whole / lanes).map((k) => k * lanes + register * width + lane)),
    );
    const joined = sums.length === 0 ? [] : [builder.join(sums, outer)];
    return builder.chain([...joined, ...wholeNumbers(0, (used - whole) / width).map((k) => whole + k * width + lane)]);
  });
  const total = builder.join(columns, inner);
  const rest = wholeNumbers(used, n);
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
    if (n < registers * width) builder.chain(wholeNumbers(0, n));
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
