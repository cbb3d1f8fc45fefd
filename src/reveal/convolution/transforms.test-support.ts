import { type Matrix, transformedBy, type WinogradTransform } from '../../claims/comparisons/winograd-transform.ts';
import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { planTerms } from '../../conv/terms.ts';

type Rounding = (value: number) => number;

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A fast Fourier transform of 2^k numbers by halves (Cooley and Tukey 1965); `f` rounds every operation. */
function fft(values: readonly Complex[], sign: 1 | -1, f: Rounding): readonly Complex[] {
  if (values.length === 1) return values;
  const half = values.length / 2;
  const even = fft(
    values.filter((_, k) => k % 2 === 0),
    sign,
    f,
  );
  const odd = fft(
    values.filter((_, k) => k % 2 === 1),
    sign,
    f,
  );
  const turned = odd.map((value, k) => {
    const angle = (sign * Math.PI * k) / half;
    return times(value, { re: f(Math.cos(angle)), im: f(Math.sin(angle)) }, f);
  });
  return [
    ...even.map(({ re, im }, k) => ({ re: f(re + turned[k]!.re), im: f(im + turned[k]!.im) })),
    ...even.map(({ re, im }, k) => ({ re: f(re - turned[k]!.re), im: f(im - turned[k]!.im) })),
  ];
}

function times(a: Complex, b: Complex, f: Rounding): Complex {
  return { re: f(f(a.re * b.re) - f(a.im * b.im)), im: f(f(a.re * b.im) + f(a.im * b.re)) };
}

/**
 * The valid convolution of a height × width image with a rows × columns kernel, both with one channel; the kernel is
 * not flipped. The image becomes one long row, the kernel one of the same pitch. Their transforms are multiplied, and
 * the product is transformed back.
 */
export function fftConvolution(
  image: Float32Array,
  kernel: Float32Array,
  [width, rows, columns]: readonly [number, number, number],
  f: Rounding = Math.fround,
): Float32Array {
  const height = image.length / width;
  const size = 2 ** Math.ceil(Math.log2(image.length));
  const pixels = Array.from({ length: size }, (_, k) => ({ re: image[k] ?? 0, im: 0 }));
  const taps = new Array<Complex>(size).fill({ re: 0, im: 0 });
  kernel.forEach((tap, k) => {
    taps[Math.floor(k / columns) * width + (k % columns)] = { re: tap, im: 0 };
  });
  const spectrum = fft(taps, -1, f);
  const product = fft(pixels, -1, f).map((value, k) => times(value, { re: spectrum[k]!.re, im: -spectrum[k]!.im }, f));
  const sums = fft(product, 1, f);
  const across = width - columns + 1;
  return Float32Array.from({ length: (height - rows + 1) * across }, (_, output) => {
    return sums[Math.floor(output / across) * width + (output % across)]!.re / size;
  });
}

const zip = (a: Matrix, b: Matrix, sign: 1 | -1): Matrix =>
  a.map((row, r) => row.map((value, q) => Math.fround(value + sign * b[r]![q]!)));
const plus = (a: Matrix, b: Matrix): Matrix => zip(a, b, 1);
const minus = (a: Matrix, b: Matrix): Matrix => zip(a, b, -1);

/** Rows by columns, one term after another. */
function plain(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    b[0]!.map((_, q) => row.reduce((sum, value, k) => Math.fround(sum + Math.fround(value * b[k]![q]!)), 0)),
  );
}

/** The quarter of a matrix at a row and column of quarters, filled up with zeros. */
function quarter(matrix: Matrix, row: 0 | 1, column: 0 | 1): Matrix {
  const [rows, columns] = [Math.ceil(matrix.length / 2), Math.ceil(matrix[0]!.length / 2)];
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, q) => matrix[row * rows + r]?.[column * columns + q] ?? 0),
  );
}

/**
 * Strassen's product ("Gaussian elimination is not optimal", 1969): at each level seven products of sums of quarters
 * instead of eight products.
 */
export function strassenProduct(a: Matrix, b: Matrix, levels: number = 1): Matrix {
  const times = (x: Matrix, y: Matrix): Matrix => (levels > 1 ? strassenProduct(x, y, levels - 1) : plain(x, y));
  const [a11, a12, a21, a22] = [quarter(a, 0, 0), quarter(a, 0, 1), quarter(a, 1, 0), quarter(a, 1, 1)];
  const [b11, b12, b21, b22] = [quarter(b, 0, 0), quarter(b, 0, 1), quarter(b, 1, 0), quarter(b, 1, 1)];
  const m1 = times(plus(a11, a22), plus(b11, b22));
  const m2 = times(plus(a21, a22), b11);
  const m3 = times(a11, minus(b12, b22));
  const m4 = times(a22, minus(b21, b11));
  const m5 = times(plus(a11, a12), b22);
  const m6 = times(minus(a21, a11), plus(b11, b12));
  const m7 = times(minus(a12, a22), plus(b21, b22));
  const upper = [plus(minus(plus(m1, m4), m5), m7), plus(m3, m5)] as const;
  const lower = [plus(m2, m4), plus(plus(minus(m1, m2), m3), m6)] as const;
  return joined([upper[0], upper[1], lower[0], lower[1]], a, b);
}

/** Windows by filters, as im2col turns a convolution into a matrix product; `change` makes it wrong. */
export function strassenConvolution(
  image: Float32Array,
  kernel: Float32Array,
  shape: ConvShape,
  change: (product: Matrix) => Matrix = (product) => product,
): readonly number[] {
  const plan = planTerms(shape);
  const [filters, windows] = [shape.channelsOut, plan.outputs / shape.channelsOut];
  const a = Array.from({ length: windows }, (_, window) =>
    Array.from({ length: plan.terms }, (_, t) => image[plan.image[window * filters * plan.terms + t]!] ?? 0),
  );
  const b = Array.from({ length: plan.terms }, (_, t) =>
    Array.from({ length: filters }, (_, filter) => kernel[plan.kernel[filter * plan.terms + t]!]!),
  );
  return change(strassenProduct(a, b)).flat();
}

/** Winograd's form of Strassen's product, one level: 15 additions in place of 18. */
export function winogradProduct(a: Matrix, b: Matrix): Matrix {
  const [a11, a12, a21, a22] = [quarter(a, 0, 0), quarter(a, 0, 1), quarter(a, 1, 0), quarter(a, 1, 1)];
  const [b11, b12, b21, b22] = [quarter(b, 0, 0), quarter(b, 0, 1), quarter(b, 1, 0), quarter(b, 1, 1)];
  const [s1, s3, t1, t3] = [plus(a21, a22), minus(a11, a21), minus(b12, b11), minus(b22, b12)];
  const [s2, t2] = [minus(s1, a11), minus(b22, t1)];
  const [s4, t4] = [minus(a12, s2), minus(t2, b21)];
  const [m2, m5] = [plain(a11, b11), plain(s1, t1)];
  const both = plus(plain(s2, t2), m2);
  const right = plus(both, plain(s3, t3));
  const quarters = [
    plus(m2, plain(a12, b21)),
    plus(plus(both, m5), plain(s4, b22)),
    minus(right, plain(a22, t4)),
    plus(right, m5),
  ] as const;
  return joined(quarters, a, b);
}

function joined([c11, c12, c21, c22]: readonly [Matrix, Matrix, Matrix, Matrix], a: Matrix, b: Matrix): Matrix {
  const beside = (left: Matrix, right: Matrix): Matrix => left.map((row, r) => [...row, ...right[r]!]);
  return [...beside(c11, c12), ...beside(c21, c22)].slice(0, a.length).map((row) => row.slice(0, b[0]!.length));
}

/**
 * One row of Winograd's F(m×m, 3×3): m outputs from m + 2 pixels and 3 taps with m + 2 products (Lavin and Gray 2016,
 * section 4.1). Every operation is rounded to binary32.
 */
export function winogradLine(
  { pixels, kernel: taps, outputs }: WinogradTransform,
  image: Float32Array,
  kernel: Float32Array,
): readonly number[] {
  const [d, g] = [applied(pixels, image), applied(taps, kernel)];
  return applied(
    outputs,
    d.map((value, k) => Math.fround(value * g[k]!)),
  );
}

function applied(matrix: Matrix, vector: ArrayLike<number>): readonly number[] {
  return matrix.map((row) =>
    row.reduce(
      (sum, factor, k) =>
        factor === 0 ? sum : Math.fround(sum + Math.fround(Math.fround(factor) * Math.fround(vector[k]!))),
      0,
    ),
  );
}

/**
 * Winograd's convolution of 3×3 taps in tiles, with channels and padding, in binary32: the products of a tile are added
 * over the channels one after another. `lost`: the last column of the last tile of each row is not stored.
 */
export function winogradConvolution(
  form: WinogradTransform,
  image: Float32Array,
  kernel: Float32Array,
  shape: ConvShape,
  lost = false,
): Float32Array {
  const { height, width, channelsIn, channelsOut } = shape;
  const [, rows, columns] = outputShape(shape);
  const [top, , left] = paddingOf(shape);
  const m = form.side - 2;
  const at = (y: number, x: number, c: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : image[(y * width + x) * channelsIn + c]!;
  const channels = Array.from({ length: channelsIn }, (_, c) => c);
  const taps = Array.from({ length: channelsOut }, (_, o) =>
    channels.map((c) =>
      transformedBy(
        form.kernel,
        [0, 1, 2].map((r) => [0, 1, 2].map((q) => kernel[((r * 3 + q) * channelsIn + c) * channelsOut + o]!)),
      ),
    ),
  );
  const out = new Float32Array(rows * columns * channelsOut);
  for (let y = 0; y < rows; y += m) {
    for (let x = 0; x < columns; x += m) {
      const side = Array.from({ length: form.side }, (_, k) => k);
      const pixels = channels.map((c) =>
        transformedBy(
          form.pixels,
          side.map((i) => side.map((j) => at(y + i - top, x + j - left, c))),
        ),
      );
      taps.forEach((filter, o) => {
        const sums = side.map((i) =>
          side.map((j) =>
            channels.reduce((sum, c) => Math.fround(sum + Math.fround(pixels[c]![i]![j]! * filter[c]![i]![j]!)), 0),
          ),
        );
        transformedBy(form.outputs, sums).forEach((line, i) => {
          line.forEach((value, j) => {
            const isLost = lost && x + m >= columns && x + j === columns - 1;
            if (y + i < rows && x + j < columns && !isLost) out[((y + i) * columns + x + j) * channelsOut + o] = value;
          });
        });
      });
    }
  }
  return out;
}
