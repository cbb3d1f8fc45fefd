import { fourierCorrelation } from '../../claims/comparisons/fourier.ts';
import { transformedBy, winogradFour } from '../../claims/comparisons/winograd-transform.ts';
import { bfloat16, tf32 } from '../../float/format.ts';
import { convolve, type NaiveConvolution, rounderTo, to16 } from './naive.ts';
import { answerOf, layer, type Planted } from './planted-layer.ts';

/** Narrower arithmetic. */
export function narrowPlanted(seed: number): readonly Planted[] {
  const made = layer(seed, { sizes: [1, 7, 6, 4] });
  const { pixel, tap } = made.right;
  const through = (
    name: string,
    says: string,
    change: Partial<NaiveConvolution>,
    after = (x: number): number => x,
  ): Planted => ({
    ...{ name: `conv: ${name}`, request: made.request, says, verdict: 'narrower' },
    answer: answerOf(convolve({ ...made.right, ...change }).map(after), made.outputSizes),
  });
  const inputs = (round: (x: number) => number): Partial<NaiveConvolution> => ({
    pixel: (n, y, x, c) => round(pixel(n, y, x, c)),
    tap: (r, q, i, o) => round(tap(r, q, i, o)),
  });
  const cut = (bits: number) => (x: number) => {
    const scale = 2 ** (bits - 1 - Math.floor(Math.log2(Math.abs(x))));
    return x === 0 ? 0 : Math.trunc(x * scale) / scale;
  };
  const [toTf32, toBfloat16] = [rounderTo(tf32), rounderTo(bfloat16)];
  return [
    through('TF32', 'exactly what TF32 inputs or binary16 inputs give', inputs(toTf32)),
    through('TF32 cut', 'TF32 inputs cut toward zero', inputs(cut(11))),
    through('bfloat16', 'exactly what bfloat16 inputs give', inputs(toBfloat16)),
    through('bfloat16 cut', 'bfloat16 inputs cut toward zero', inputs(cut(8))),
    through('bfloat16 kernel', 'the kernel in bfloat16', { tap: (r, q, i, o) => toBfloat16(tap(r, q, i, o)) }),
    through('bfloat16 products', 'products rounded to bfloat16', { roundProduct: toBfloat16 }),
    through('binary16 result', 'results rounded to binary16', {}, to16),
    through('bfloat16 result', 'results rounded to bfloat16', {}, toBfloat16),
    through('bfloat16 result, cut', 'results cut to bfloat16', {}, cut(8)),
    through('bfloat16 throughout', 'bfloat16 inputs and results rounded to bfloat16', inputs(toBfloat16), toBfloat16),
    through('binary16 sums', 'equal bit for bit to a loop over the terms in binary16', { round: to16 }),
    through('bfloat16 sums', 'equal bit for bit to a loop over the terms in bfloat16', { round: toBfloat16 }),
  ];
}

/** Winograd's F(4×4, 3×3) and Fourier transforms along rows, channels summed in binary32. */
export function transformPlanted(seed: number): readonly Planted[] {
  const made = layer(seed, { sizes: [1, 16, 16, 2], channelsOut: 2, uneven: true });
  const { pixel, tap } = made.right;
  const { side, kernel, pixels, outputs } = winogradFour;
  const at = (y: number, x: number, c: number): number =>
    y < 0 || x < 0 || y >= 16 || x >= 16 ? 0 : pixel(0, y, x, c);
  const square = (size: number, of: (i: number, j: number) => number): number[][] =>
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => of(i, j)));
  const winograd = new Float64Array(16 * 16 * 2);
  for (let o = 0; o < 2; o++) {
    const taps = [0, 1].map((c) =>
      transformedBy(
        kernel,
        square(3, (r, q) => tap(r, q, c, o)),
      ),
    );
    for (let y = 0; y < 16; y += 4) {
      for (let x = 0; x < 16; x += 4) {
        const seen = taps.map((_, c) =>
          transformedBy(
            pixels,
            square(side, (i, j) => at(y + i - 1, x + j - 1, c)),
          ),
        );
        const sums = square(side, (i, j) =>
          taps.reduce((sum, all, c) => Math.fround(sum + Math.fround(all[i]![j]! * seen[c]![i]![j]!)), 0),
        );
        const tile = transformedBy(outputs, sums);
        for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) winograd[((y + i) * 16 + x + j) * 2 + o] = tile[i]![j]!;
      }
    }
  }
  const row = layer(seed, {
    sizes: [4, 8, 16, 2],
    kernel: [1, 5],
    channelsOut: 2,
    uneven: true,
    padding: [0, 0, 0, 0],
  });
  const fourier: number[] = [];
  for (let n = 0; n < 4; n++) {
    for (let y = 0; y < 8; y++) {
      const channels = [0, 1].map((o) =>
        [0, 1].map((c) =>
          fourierCorrelation(
            Array.from({ length: 16 }, (_, x) => row.right.pixel(n, y, x, c)),
            Array.from({ length: 16 }, (_, q) => (q < 5 ? row.right.tap(0, q, c, o) : 0)),
          ),
        ),
      );
      for (let x = 0; x < 12; x++) for (const all of channels) fourier.push(Math.fround(all[0]![x]! + all[1]![x]!));
    }
  }
  const says = 'Fourier transforms';
  return [
    {
      name: 'conv: Winograd',
      request: made.request,
      answer: answerOf(winograd, made.outputSizes),
      says,
      verdict: 'narrower',
    },
    {
      name: 'conv: Fourier',
      request: row.request,
      answer: answerOf(fourier, row.outputSizes),
      says,
      verdict: 'narrower',
    },
  ];
}
