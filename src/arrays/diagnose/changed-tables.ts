import type { ConvolutionAxis } from '../pixel-table.ts';

/** The same taps in reverse order. */
export function reversedTaps(table: Int32Array, kernel: number): Int32Array {
  return table.map((_, i) => table[i - (i % kernel) + kernel - 1 - (i % kernel)]!);
}

/** Without one tap. */
export function withoutTap(table: Int32Array, kernel: number, tap: number): Int32Array {
  return table.map((pixel, i) => (i % kernel === tap ? -1 : pixel));
}

/** Pixels outside the image taken from inside, as other rules of padding do; `axis` is of a plain convolution. */
export function filledTable(axis: ConvolutionAxis, fill: 'edge' | 'reflect' | 'wrap'): Int32Array {
  const table = new Int32Array(axis.outputs * axis.kernel);
  const { pixels, stride, dilation, before } = axis;
  for (let i = 0; i < table.length; i++) {
    const place = Math.floor(i / axis.kernel) * stride + (i % axis.kernel) * dilation - before;
    const inside =
      fill === 'edge'
        ? Math.min(Math.max(place, 0), pixels - 1)
        : fill === 'wrap'
          ? ((place % pixels) + pixels) % pixels
          : pixels - 1 - Math.abs(pixels - 1 - Math.abs(place));
    table[i] = inside >= 0 && inside < pixels ? inside : -1;
  }
  return table;
}
