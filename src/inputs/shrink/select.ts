import type { Case } from '../../conv/batch.ts';
import { outputRows, outputShape, outputSlices } from '../../conv/output-shape.ts';
import { type ConvShape, type Depth, imageRows, imageSize, kernelSize, type Padding } from '../../conv/shape.ts';

/**
 * Which places of each axis to take, in order; −1 in rows, columns and slices stands for zeros. An axis left out is
 * taken whole.
 */
export interface Selection {
  readonly batches?: readonly number[] | undefined;
  readonly rows?: readonly number[] | undefined;
  readonly columns?: readonly number[] | undefined;
  readonly channelsIn?: readonly number[] | undefined;
  readonly channelsOut?: readonly number[] | undefined;
  readonly kernelRows?: readonly number[] | undefined;
  readonly kernelColumns?: readonly number[] | undefined;
  /** Of volumes alone. */
  readonly slices?: readonly number[] | undefined;
  readonly kernelSlices?: readonly number[] | undefined;
}

export interface Spacing {
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly padding?: Padding;
  readonly groups?: number;
  readonly outputPadding?: readonly [number, number];
  /** Of volumes alone: steps and zeros. */
  readonly depth?: Partial<Pick<Depth, 'stride' | 'dilation' | 'before' | 'after'>>;
}

/** from, from + 1, …, to − 1. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/**
 * A case made of parts of another: every structural step of shrinking is one of these. Values keep their bits.
 * Undefined where an axis would be empty or no output would be left.
 */
export function select(input: Case, selection: Selection, spacing: Spacing = {}): Case | undefined {
  const old = input.shape;
  const batches = selection.batches ?? range(0, old.batch);
  const rows = selection.rows ?? range(0, old.height);
  const columns = selection.columns ?? range(0, old.width);
  const channelsIn = selection.channelsIn ?? range(0, old.channelsIn);
  const channelsOut = selection.channelsOut ?? range(0, old.channelsOut);
  const kernelRows = selection.kernelRows ?? range(0, old.kernelHeight);
  const kernelColumns = selection.kernelColumns ?? range(0, old.kernelWidth);
  const slices = selection.slices ?? range(0, old.depth?.size ?? 1);
  const kernelSlices = selection.kernelSlices ?? range(0, old.depth?.kernel ?? 1);
  const shape: ConvShape = {
    batch: batches.length,
    height: rows.length,
    width: columns.length,
    channelsIn: channelsIn.length,
    channelsOut: channelsOut.length,
    kernelHeight: kernelRows.length,
    kernelWidth: kernelColumns.length,
    stride: spacing.stride ?? old.stride,
    dilation: spacing.dilation ?? old.dilation,
    padding: spacing.padding ?? old.padding,
    ...moreOf(old, spacing, channelsIn.length),
    ...depthOf(old, spacing, slices.length, kernelSlices.length),
  };
  if (!hasOutput(shape)) return undefined;
  const image = new Float32Array(imageSize(shape));
  let place = 0;
  const imageLines = throughSlices(slices, rows, old.height);
  for (const b of batches) {
    for (const y of imageLines) {
      for (const x of columns) {
        const pixel = ((b * imageRows(old) + y) * old.width + x) * old.channelsIn;
        for (const c of channelsIn) image[place++] = y < 0 || x < 0 ? 0 : input.image[pixel + c]!;
      }
    }
  }
  const kernel = new Float32Array(kernelSize(shape));
  place = 0;
  for (const r of throughSlices(kernelSlices, kernelRows, old.kernelHeight)) {
    for (const q of kernelColumns) {
      for (const c of channelsIn) {
        const tap = ((r * old.kernelWidth + q) * old.channelsIn + c) * old.channelsOut;
        for (const o of channelsOut) kernel[place++] = input.kernel[tap + o]!;
      }
    }
  }
  return { shape, image, kernel };
}

/** Groups that do not divide the channels that are left become one for each channel. */
function moreOf(old: ConvShape, spacing: Spacing, channels: number): Pick<ConvShape, 'groups' | 'outputPadding'> {
  const { groups = old.groups ?? 1, outputPadding = old.outputPadding ?? [0, 0] } = spacing;
  const dividing = channels % groups === 0 ? groups : channels;
  return {
    ...(dividing === 1 ? {} : { groups: dividing }),
    ...(outputPadding[0] + outputPadding[1] === 0 ? {} : { outputPadding }),
  };
}

/** The rows of all these slices, counted through them; −1 where slice or row is one of zeros. */
function throughSlices(slices: readonly number[], rows: readonly number[], height: number): readonly number[] {
  return slices.flatMap((slice) => rows.map((row) => (slice < 0 || row < 0 ? -1 : slice * height + row)));
}

/** The depth of a volume that is left; none if it is a single slice. */
function depthOf(old: ConvShape, spacing: Spacing, size: number, kernel: number): Pick<ConvShape, 'depth'> {
  if (old.depth === undefined) return {};
  const depth = { ...old.depth, ...spacing.depth, size, kernel };
  const { before, after } = depth;
  if (size === 1 && kernel === 1 && before + after === 0) return {};
  return { depth };
}

function hasOutput(shape: ConvShape): boolean {
  const { batch, channelsIn, channelsOut, height, width, kernelHeight, kernelWidth } = shape;
  if (Math.min(batch, channelsIn, channelsOut, height, width, kernelHeight, kernelWidth) < 1) return false;
  const { size, kernel } = shape.depth ?? { size: 1, kernel: 1 };
  const [, , columns] = outputShape(shape);
  return Math.min(size, kernel, outputSlices(shape), outputRows(shape), columns) >= 1;
}
