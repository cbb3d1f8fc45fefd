import { type ConvolutionAxis, type PixelTable, tableOf } from '../pixel-table.ts';

/** The same taps in reverse order. */
export function reversedTaps(table: PixelTable, kernel: number): PixelTable {
  return tableOf(table.length, (i) => table.at(i - (i % kernel) + kernel - 1 - (i % kernel))!);
}

/** Without one tap. */
export function withoutTap(table: PixelTable, kernel: number, tap: number): PixelTable {
  return tableOf(table.length, (i) => (i % kernel === tap ? -1 : table.at(i)!));
}

/** Pixels outside the image taken from inside, as other rules of padding do; `axis` is of a plain convolution. */
export function filledTable(axis: ConvolutionAxis, fill: 'edge' | 'reflect' | 'wrap'): PixelTable {
  const { pixels, stride, dilation, before } = axis;
  return tableOf(axis.outputs * axis.kernel, (i) => {
    const place = Math.floor(i / axis.kernel) * stride + (i % axis.kernel) * dilation - before;
    const inside =
      fill === 'edge'
        ? Math.min(Math.max(place, 0), pixels - 1)
        : fill === 'wrap'
          ? ((place % pixels) + pixels) % pixels
          : pixels - 1 - Math.abs(pixels - 1 - Math.abs(place));
    return inside >= 0 && inside < pixels ? inside : -1;
  });
}
