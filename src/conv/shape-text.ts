import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ConvShape, Depth, Padding } from './shape.ts';
import { shapeSuffix } from './shape-suffix.ts';
import { isVolumeText, type Steps, stepsOf, type VolumePadding, volumeOf, withoutSlices } from './volume.ts';

/**
 * A shape as one line, for people and as a key: equal shapes have equal texts. `1×5×5×1 * 5×5×1×1 stride 1×1 dilation
 * 1×1 valid` is an NHWC image and an HWIO kernel. A volume has its slices before the rows.
 */
export function shapeKey(shape: ConvShape): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const { groups = 1, outputPadding: [below, right] = [0, 0], depth } = shape;
  if (depth !== undefined) return volumeKey(shape, depth);
  const image = `${batch}×${height}×${width}×${channelsIn}`;
  const kernel = `${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut}`;
  const border = typeof padding === 'string' ? padding : `padding ${padding.join(',')}`;
  const divided = groups === 1 ? '' : ` groups ${groups}`;
  const more = below + right === 0 ? divided : `${divided} output padding ${below}×${right}`;
  return `${image} * ${kernel} stride ${stride.join('×')} dilation ${dilation.join('×')} ${border}${more}`;
}

function volumeKey(shape: ConvShape, { size, kernel, before, after, ...steps }: Depth): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, padding } = shape;
  const sizes = `${batch}×${size}×${height}×${width}×${channelsIn}`;
  const taps = `${kernel}×${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut}`;
  const zeros = before + after === 0 ? '' : ` with slices ${before},${after}`;
  const border =
    typeof padding === 'string' ? `${padding}${zeros}` : `padding ${[before, after, ...padding].join(',')}`;
  const along = (name: 'stride' | 'dilation'): string => `${name} ${[steps[name], ...shape[name]].join('×')}`;
  return `${sizes} * ${taps} ${along('stride')} ${along('dilation')} ${border}`;
}

/** What a shape has besides the sizes of image and kernel. A single number counts for all axes. */
export interface ShapeOptions {
  readonly stride?: number | readonly [rows: number, columns: number] | Steps;
  readonly dilation?: number | readonly [rows: number, columns: number] | Steps;
  readonly padding?: Padding | VolumePadding;
}

/**
 * A shape from its text: `convShape('8x8x3*3x3', { stride: 2 })`. Stride and dilation default to 1, padding to `valid`.
 *
 * The text is IMAGE*KERNEL, or IMAGE if the kernel is as large as the image. IMAGE is ROWSxCOLUMNS,
 * ROWSxCOLUMNSxCHANNELS or BATCHxROWSxCOLUMNSxCHANNELS. KERNEL is ROWSxCOLUMNS, ROWSxCOLUMNSxOUT or
 * ROWSxCOLUMNSxCHANNELSxOUT. Five sizes of the kernel, SLICESxROWSxCOLUMNSxCHANNELSxOUT, make it a volume: then the
 * image has SLICES before its ROWS, as in `4x8x8x3*3x3x3x3x2`. /GROUPS and +ROWSxCOLUMNS of output padding
 * may follow. Throws a UsageError for other texts. Whether the kernel fits is for `checkShape`.
 */
export function convShape(text: string, options: ShapeOptions = {}): ConvShape {
  if (isVolumeText(text)) return volumeShape(text, options);
  const { padding = 'valid' } = options;
  if (typeof padding !== 'string' && padding.length === 6)
    throw new UsageError(`shape ${shown(text)}: six numbers are the padding of a volume`);
  const { sizes: written, more: fields } = shapeSuffix(text);
  const [imageText = '', kernelText, ...more] = written.split('*');
  const image = imageText.split(/[x×]/).map(whole);
  const kernel = kernelText === undefined ? image.slice(-3, -1) : kernelText.split(/[x×]/).map(whole);
  const sizes = [...image, ...kernel];
  const flat = image.length === 2 ? [...image, 1] : image;
  const [batch, height, width, channelsIn] = flat.length === 3 ? [1, ...flat] : flat;
  const [kernelHeight, kernelWidth] = image.length === 2 && kernelText === undefined ? image : kernel;
  const channelsOut = kernelText === undefined ? 1 : (kernel.slice(2).at(-1) ?? 1);
  const right = image.length >= 2 && image.length <= 4 && kernel.length <= 4 && more.length === 0;
  if (!right || kernelWidth === undefined || kernelHeight === undefined || sizes.some(Number.isNaN)) {
    throw new UsageError(`shape ${shown(text)}: not IMAGE or IMAGE*KERNEL, as in 5x5, 8x8x3*3x3 or 1x28x28x1*5x5x16`);
  }
  if (kernel.length === 4 && kernel[2] !== channelsIn) {
    throw new UsageError(`shape ${shown(text)}: the kernel has ${kernel[2]} channels and the image ${channelsIn}`);
  }
  return {
    ...{ batch: batch!, height: height!, width: width!, channelsIn: channelsIn!, channelsOut },
    ...{ kernelHeight, kernelWidth, stride: pair(options.stride), dilation: pair(options.dilation) },
    padding,
    ...fields,
  };
}

function volumeShape(text: string, { stride = 1, dilation = 1, padding = 'valid' }: ShapeOptions): ConvShape {
  const { slice, size, kernel } = withoutSlices(`shape ${shown(text)}`, text);
  const [slices, taps] = [whole(size), whole(kernel)];
  if (Number.isNaN(slices + taps)) throw new UsageError(`shape ${shown(text)}: ${size} and ${kernel} are no slices`);
  const [[step, ...strides], [gap, ...gaps]] = [stepsOf(stride), stepsOf(dilation)];
  const shape = convShape(slice, { stride: strides, dilation: gaps });
  return volumeOf(shape, { size: slices, kernel: taps, stride: step, dilation: gap }, padding);
}

function pair(value: ShapeOptions['stride'] = 1): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  if (value.length === 2) return value;
  throw new UsageError(`shape: three steps, ${value.join('×')}, are those of a volume`);
}

function whole(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
