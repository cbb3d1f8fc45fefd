/** One axis of a convolution. `before` is the padding above or left of the pixels. */
export interface ConvolutionAxis {
  readonly pixels: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly transposed: boolean;
}

/** The pixel that output y multiplies with tap r, at y · taps + r; −1 where there is none. */
export interface PixelTable {
  readonly length: number;
  at(place: number): number | undefined;
}

/** Larger tables are not kept: what is asked of them is computed. Others take 16 MiB at most. */
const mostKept = 2 ** 22;

/** Of a transposed convolution it is the pixel that is spread to y. `most` is how many places are kept. */
export function pixelTable(axis: ConvolutionAxis, most: number = mostKept): PixelTable {
  const { outputs, kernel } = axis;
  return tableOf(outputs * kernel, (place) => pixelOf(axis, Math.floor(place / kernel), place % kernel), most);
}

/** Of a volume, whose rows are counted through its slices, as those of the kernel and of the outputs are. */
export function volumeTable(slices: ConvolutionAxis, rows: ConvolutionAxis): PixelTable {
  return productTable(slices, pixelTable(slices), rows, pixelTable(rows));
}

/** The same of tables that are known: that of the slices, and that of the rows of one slice. */
export function productTable(
  slices: Pick<ConvolutionAxis, 'outputs' | 'kernel'>,
  sliceOf: PixelTable,
  rows: Pick<ConvolutionAxis, 'outputs' | 'kernel' | 'pixels'>,
  rowOf: PixelTable,
): PixelTable {
  const taps = slices.kernel * rows.kernel;
  return tableOf(slices.outputs * rows.outputs * taps, (place) => {
    const [output, tap] = [Math.floor(place / taps), place % taps];
    const slice = sliceOf.at(Math.floor(output / rows.outputs) * slices.kernel + Math.floor(tap / rows.kernel))!;
    const row = rowOf.at((output % rows.outputs) * rows.kernel + (tap % rows.kernel))!;
    return slice < 0 || row < 0 ? -1 : slice * rows.pixels + row;
  });
}

/** A table of what is computed for each place. */
export function tableOf(length: number, at: (place: number) => number, most: number = mostKept): PixelTable {
  return length > most ? { length, at } : inMemory(0, length, at);
}

/** The places from `from` (inclusive) to `to` (exclusive), in memory. */
export function partOfTable(table: PixelTable, from: number, to: number): Int32Array {
  return table instanceof Int32Array ? table.subarray(from, to) : inMemory(from, to, (place) => table.at(place)!);
}

function inMemory(from: number, to: number, at: (place: number) => number): Int32Array {
  const table = new Int32Array(to - from);
  for (let place = from; place < to; place++) table[place - from] = at(place);
  return table;
}

function pixelOf({ pixels, stride, dilation, before, transposed }: ConvolutionAxis, y: number, r: number): number {
  const place = transposed ? (y + before - r * dilation) / stride : y * stride + r * dilation - before;
  return Number.isInteger(place) && place >= 0 && place < pixels ? place : -1;
}
