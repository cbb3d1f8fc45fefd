import type { ToleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import type { ConvShape } from '../../conv/shape.ts';

/** What an assertion says of an implementation, numbers rounded up. */
export interface Asserted {
  readonly operation: ToleranceReport['operation'];
  readonly shape: ConvShape | undefined;
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
  readonly n: number;
  /** "any order", "lastbit/pairwise". */
  readonly implementation: string;
  /** |y − ref| ≤ relative·u·|ref| + products·u·P + absolute, u = 2^-24; `relative` is undefined where it is 0. */
  readonly relative: string | undefined;
  readonly products: string;
  readonly absolute: string;
  /**
   * `absolute` where subnormal results may be flushed to 0, but no input is subnormal. Undefined for compensated
   * algorithms, of which nothing is proven then.
   */
  readonly flushed: string | undefined;
}

/** What an assertion is about, in two lines: the second ends the sentence. */
export function saysWhat(
  { operation, n, implementation }: Asserted,
  subnormals = 'subnormals kept',
): readonly string[] {
  const what = { conv: 'convolution', matmul: 'matrix product', dot: 'dot product', sum: 'sum' }[operation];
  const order = implementation === 'any order' ? 'summed in any order' : `computed as ${implementation}`;
  const terms = operation === 'sum' ? 'numbers' : 'products';
  return [
    `A correct binary32 ${what}, ${order}, never fails:`,
    `n = ${n} ${terms}, u = 2^-24, P = Σ|${terms}|; round to nearest, ${subnormals}, no overflow.`,
  ];
}
