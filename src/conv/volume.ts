import { UsageError } from '../errors/usage-error.ts';
import { paddingOf, samePadding } from './output-shape.ts';
import { paddingOfText } from './padding-text.ts';
import type { ConvShape, Padding } from './shape.ts';

/** Steps of slices, rows and columns. */
export type Steps = readonly [slices: number, rows: number, columns: number];
/** Slices, rows and columns of zeros. */
export type VolumePadding = readonly [
  ...[front: number, back: number, top: number, bottom: number, left: number, right: number],
];

/** Whether the text of a shape is that of a volume: its kernel has five sizes. */
export function isVolumeText(text: string): boolean {
  return text.split('*')[1]?.split(/[x×]/).length === 5;
}

/**
 * The text of a volume without the slices, and these. `what` begins the message of the UsageError for an image that has
 * not 3 to 5 sizes.
 */
export function withoutSlices(
  what: string,
  text: string,
): { readonly slice: string; readonly size: string; readonly kernel: string } {
  const [image = '', taps = '', ...more] = text.split('*');
  const sizes = image.split(/[x×]/);
  if (sizes.length < 3 || sizes.length > 5) {
    const form = 'SLICESxROWSxCOLUMNS, then xCHANNELS, BATCHx before';
    throw new UsageError(`${what}: a volume has 3 to 5 sizes, not ${sizes.length}: ${form}`);
  }
  const at = sizes.length === 5 ? 1 : 0;
  const [kernel = '', ...rest] = taps.split(/[x×]/);
  const slice = [sizes.toSpliced(at, 1).join('x'), rest.join('x'), ...more].join('*');
  return { slice, size: sizes[at]!, kernel };
}

/** Steps as they are given, for a volume: one number is all steps, a pair leaves the slices at 1. */
export function stepsOf(value: number | readonly [number, number] | Steps): Steps {
  if (typeof value === 'number') return [value, value, value];
  return value.length === 3 ? value : [1, ...value];
}

/**
 * The shape of a volume, from that of one slice. `same` and `valid` are meant of the slices too; four numbers leave the
 * slices without zeros.
 */
export function volumeOf(
  slice: ConvShape,
  depth: { readonly size: number; readonly kernel: number; readonly stride: number; readonly dilation: number },
  padding: Padding | VolumePadding,
): ConvShape {
  const { size, kernel, stride, dilation } = depth;
  if (typeof padding === 'string') {
    const [before, after] = padding === 'valid' ? [0, 0] : samePadding(size, kernel, stride, dilation);
    return { ...slice, padding, depth: { ...depth, before, after } };
  }
  const [before, after, ...sides] = padding.length === 6 ? padding : ([0, 0, ...padding] as const);
  return { ...slice, padding: sides, depth: { ...depth, before, after } };
}

/** The padding of a volume in numbers. */
export function volumePadding(shape: ConvShape): VolumePadding {
  const { before = 0, after = 0 } = shape.depth ?? {};
  return [before, after, ...paddingOf(shape)];
}

/**
 * As `paddingOfText`, for a volume: one number pads all six sides, SLICESxROWSxCOLUMNS both sides of each, and six
 * numbers are FRONT,BACK,TOP,BOTTOM,LEFT,RIGHT.
 */
export function volumePaddingOfText(text: string): Padding | VolumePadding | undefined {
  const parts = text.split(/[,x×]/).map((part) => (/^\d{1,9}$/.test(part.trim()) ? Number(part) : Number.NaN));
  const [slices = Number.NaN, rows = slices, columns = slices] = parts;
  const isPlain = !parts.some(Number.isNaN);
  if (isPlain && (parts.length === 1 || parts.length === 3)) return [slices, slices, rows, rows, columns, columns];
  if (isPlain && parts.length === 6 && text.includes(',')) return parts as unknown as VolumePadding;
  return paddingOfText(text);
}
