type Rounding = (value: number) => number;

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A fast Fourier transform by halves (Cooley and Tukey 1965) of 2^k numbers, every operation rounded by `f`. */
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
 * The valid convolution (the kernel is not flipped) of a height × width image with a rows × columns kernel, both one channel: the image
 * as one long row, the kernel as one of the same pitch, their transforms multiplied, and the product transformed back.
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
