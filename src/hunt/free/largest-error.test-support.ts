/**
 * The largest computed − exact − λ·P of a tree in a small format, over all inputs at once; negating them gives the
 * other sign. The value decomposes: at an addition it is that of its children plus the error of the addition. So it is
 * enough to keep, for every number c of the format, the largest value among the inputs for which the subtree computes
 * c. A product is any real number, so what is found is an upper bound for every kind of factor.
 *
 * Numbers have p bits and are multiples of `unit`; the window of `binades` is closed under additions up to overflow,
 * which is left out.
 */
export interface SmallFormat {
  readonly precision: number;
  readonly binades: number;
}

export type Shape = 'leaf' | readonly Shape[];

export type Products = 'numbers' | 'rounded' | 'fused';

/** All binary trees with n leaves, up to the order of children. */
export function allShapes(n: number): readonly Shape[] {
  if (n === 1) return ['leaf'];
  const shapes: Shape[] = [];
  for (let k = Math.ceil(n / 2); k < n; k += 1) {
    const [larger, smaller] = [allShapes(k), allShapes(n - k)];
    larger.forEach((a, i) => {
      for (const [j, b] of smaller.entries()) if (2 * k !== n || j <= i) shapes.push([a, b]);
    });
  }
  return shapes;
}

/** The numbers of the format, in units, ascending. */
function numbersOf({ precision, binades }: SmallFormat): readonly number[] {
  const positive: number[] = [];
  for (let m = 1; m < 2 ** precision; m += 1) positive.push(m);
  for (let e = 1; e < binades; e += 1)
    for (let m = 2 ** (precision - 1); m < 2 ** precision; m += 1) positive.push(m * 2 ** e);
  return [...positive.map((x) => -x).reverse(), 0, ...positive];
}

/**
 * The real numbers that round to x: up to the middle of the way to its neighbours. Below 2^(p − 1) the format
 * underflows, and neighbours are missing. There nothing but x itself counts.
 */
function cellOf(x: number, precision: number): { readonly low: number; readonly high: number } {
  const size = Math.abs(x);
  if (size < 2 ** (precision - 1)) return { low: x, high: x };
  const exponent = Math.floor(Math.log2(size));
  const half = 2 ** (exponent - precision);
  const inner = size === 2 ** exponent ? half / 2 : half;
  return x > 0 ? { low: x - inner, high: x + half } : { low: x - half, high: x + inner };
}

export function largestExcess(shape: Shape, products: Products, format: SmallFormat, lambda: number): number {
  const numbers = numbersOf(format);
  const index = new Map(numbers.map((x, i) => [x, i]));
  const most = numbers.at(-1)!;
  const { precision } = format;
  const cells = numbers.map((x) => cellOf(x, precision));
  const round = (x: number): number => {
    const size = Math.abs(x);
    if (size < 2 ** precision) return x;
    const unit = 2 ** (Math.floor(Math.log2(size)) - precision + 1);
    const q = size / unit;
    const floor = Math.floor(q);
    const up = q - floor > 0.5 || (q - floor === 0.5 && floor % 2 === 1);
    return Math.sign(x) * (up ? floor + 1 : floor) * unit;
  };
  const value = (computed: number, product: number): number => computed - product - lambda * Math.abs(product);
  const numberLeaf = numbers.map((x) => value(x, x));
  const roundedLeaf = numbers.map((x, i) => Math.max(value(x, cells[i]!.low), value(x, cells[i]!.high), value(x, x)));
  const addLists = (a: readonly number[], b: readonly number[]): number[] => {
    const best = Array<number>(numbers.length).fill(Number.NEGATIVE_INFINITY);
    numbers.forEach((x, i) => {
      for (const [j, y] of numbers.entries()) {
        const sum = round(x + y);
        if (Math.abs(sum) > most) continue;
        const at = index.get(sum)!;
        best[at] = Math.max(best[at]!, a[i]! + b[j]! + (sum - x - y));
      }
    });
    return best;
  };
  /** A real product is added to a number and rounded once. */
  const fuse = (a: readonly number[]): number[] =>
    numbers.map((sum, i) => {
      let best = Number.NEGATIVE_INFINITY;
      const { low, high } = cells[i]!;
      for (const [j, x] of numbers.entries()) {
        for (const product of [low - x, high - x, ...(low <= x && x <= high ? [0] : [])])
          best = Math.max(best, a[j]! + (sum - x - product) - lambda * Math.abs(product));
      }
      return best;
    });
  const visit = (shape: Shape): readonly number[] => {
    if (shape === 'leaf') return products === 'numbers' ? numberLeaf : roundedLeaf;
    const [a, b] = shape as readonly [Shape, Shape];
    if (products === 'fused' && b === 'leaf') return fuse(visit(a));
    return addLists(visit(a), visit(b));
  };
  return Math.max(...visit(shape).filter((_, i) => numbers[i] !== 0));
}
