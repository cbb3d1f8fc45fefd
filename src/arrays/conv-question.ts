import { type Steps, stepsOf } from '../conv/volume.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { fileText, simplified, stridesOf } from './axes.ts';
import { type ConvolutionAxis, pixelTable, volumeTable } from './pixel-table.ts';
import type { DepthOfArrays, Dimension, Geometry, LoopAxis, Operand, Question } from './question.ts';
import type { ConvRequest, KernelLayout, Layout, Pair, Sides } from './request.ts';

/** An axis of an array by name; size 1 where the array has no such axis. */
type Named = Readonly<Record<string, Dimension>>;

/** The sizes of a convolution in one reading of its arrays. */
export interface ConvSizes {
  readonly layout: Layout;
  readonly kernelLayout: KernelLayout;
  readonly image: Named;
  readonly kernel: Named;
  readonly groups: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  readonly outputs: readonly [rows: number, columns: number];
  readonly padding: Sides;
  /** Of volumes. */
  readonly slices?: { readonly outputs: number; readonly before: number; readonly after: number };
  readonly outputSizes: readonly number[];
}

/**
 * A plain convolution slides the kernel, not flipped: output o is Σ x[o·stride + r·dilation − before] · w[r] along each
 * dimension, as TensorFlow and PyTorch compute it. Padding `same` is TensorFlow's: the smallest that gives ⌈size ÷
 * stride⌉ outputs, the odd one after. PyTorch's `same`, which needs stride 1, is the same.
 *
 * A transposed one spreads it: x[i] · w[r] is added to the output o = i·stride + r·dilation − before. Its sizes:
 *
 * - with numbers as padding, PyTorch's ConvTranspose: (size − 1)·stride + reach − before − after, with reach = (kernel
 *   − 1)·dilation + 1. An answer may be larger by less than the stride (`output_padding`).
 * - with `same`, TensorFlow's conv2d_transpose: size·stride, or less by less than the stride if the answer is; `before`
 *   is that of the plain convolution which it transposes.
 * - with `valid`, no padding in both. TensorFlow's answer is at least size·stride.
 */
export function convQuestion(request: ConvRequest, sizes: ConvSizes): Question {
  const { image, kernel, groups, channelsIn, channelsOut, outputs, padding, outputSizes } = sizes;
  const stride = pairOf(request.stride ?? 1);
  const dilation = pairOf(request.dilation ?? 1);
  const transposed = request.transposed ?? false;
  const [depth, width] = [channelsIn / groups, channelsOut / groups];
  const volume = sizes.slices && {
    ...{ size: image.d!.size, kernel: kernel.d!.size, ...sizes.slices },
    ...{ stride: sliceStep(request.stride), dilation: sliceStep(request.dilation) },
    axes: [...imageAxes(sizes.layout, 5)].map((letter) => axisNames[letter]!),
  };
  const rowAxis: ConvolutionAxis = {
    ...{ pixels: image.h!.size, outputs: outputs[0], kernel: kernel.h!.size, transposed },
    ...{ stride: stride[0], dilation: dilation[0], before: padding[0] },
  };
  const geometry: Geometry = {
    parts: groups,
    batch: image.n!.size,
    rows: image.d!.size * image.h!.size,
    columns: image.w!.size,
    channels: depth,
    kernelRows: kernel.d!.size * kernel.h!.size,
    kernelColumns: kernel.w!.size,
    outputRows: outputs[0] * (volume?.outputs ?? 1),
    outputColumns: outputs[1],
    outputChannels: width,
    rowOf: volume === undefined ? pixelTable(rowAxis) : volumeTable(sliceAxis(volume, transposed), rowAxis),
    columnOf: pixelTable({
      ...{ pixels: image.w!.size, outputs: outputs[1], kernel: kernel.w!.size, transposed },
      ...{ stride: stride[1], dilation: dilation[1], before: padding[2] },
    }),
  };
  const output = named(outputSizes, imageAxes(sizes.layout, outputSizes.length));
  const [kernelDepth, kernelWidth] = splitKernel(kernel, depth, width, groups, transposed);
  const bias = request.bias === undefined ? undefined : biasOperand(request.bias, groups, channelsOut);
  const axes = (all: readonly LoopAxis[]): readonly LoopAxis[] => all.map(simplified);
  return {
    operation: { kind: 'conv', stride, dilation, padding, groups, transposed, ...(volume && { depth: volume }) },
    geometry,
    left: {
      file: request.image,
      axes: axes([
        part(image.c!, depth, groups),
        [image.n!],
        [image.d!, image.h!],
        [image.w!],
        [{ ...image.c!, size: depth }],
      ]),
    },
    right: {
      file: request.kernel,
      axes: axes([kernelDepth.part, [kernel.d!, kernel.h!], [kernel.w!], kernelDepth.axis, kernelWidth]),
    },
    ...(bias === undefined ? {} : { bias }),
    divisor: 1,
    outputSizes,
    outputAxes: axes([
      part(output.c!, width, groups),
      ...[[output.n!], [output.d!, output.h!], [output.w!]],
      [{ ...output.c!, size: width }],
    ]),
  };
}

/** The steps of rows and columns. */
export const pairOf = (value: number | Pair | Steps): Pair => {
  const [, rows, columns] = stepsOf(value);
  return [rows, columns];
};

/** The steps of the slices of a volume. */
export const sliceStep = (value: number | Pair | Steps = 1): number => stepsOf(value)[0];

const axisNames: Readonly<Record<string, string>> = {
  ...{ n: 'image', d: 'slice', h: 'row', w: 'column', c: 'channel' },
};

/** The slices of a volume as an axis of a convolution. */
export function sliceAxis(depth: Omit<DepthOfArrays, 'axes'>, transposed: boolean): ConvolutionAxis {
  const { size, kernel, outputs, stride, dilation, before } = depth;
  return { pixels: size, outputs, kernel, stride, dilation, before, transposed };
}

const part = ({ stride }: Dimension, step: number, groups: number): LoopAxis => [
  { size: groups, stride: stride * step },
];

/** The letters of the axes of an image, for as many axes as the array has. */
export function imageAxes(layout: Layout, axes: number): string {
  return letters(layout === 'nhwc' ? ['w', 'hw', 'nwc', 'nhwc', 'ndhwc'] : ['w', 'hw', 'ncw', 'nchw', 'ncdhw'], axes);
}

/** The letters of the axes of a kernel; of a transposed one with input and output channels exchanged. */
export function kernelAxes(layout: KernelLayout, axes: number, transposed: boolean): string {
  const text = letters(
    layout === 'hwio' ? ['w', 'hw', 'wio', 'hwio', 'dhwio'] : ['w', 'hw', 'oiw', 'oihw', 'oidhw'],
    axes,
  );
  return transposed ? text.replace(/[io]/g, (letter) => (letter === 'i' ? 'o' : 'i')) : text;
}

const letters = (texts: readonly string[], axes: number): string => texts[axes - 1]!;

export function named(sizes: readonly number[], axes: string): Named {
  const strides = stridesOf(sizes);
  const absent = Object.fromEntries([...'ndhwcio'].map((letter) => [letter, { size: 1, stride: 0 }]));
  return {
    ...absent,
    ...Object.fromEntries([...axes].map((letter, at) => [letter, { size: sizes[at]!, stride: strides[at]! }])),
  };
}

/**
 * Which channels of the kernel a group has. The kernel of a plain convolution has all output channels and the input
 * channels of one group; a transposed one the other way round. TensorFlow's depthwise kernel H×W×C×M has the memory
 * order of H×W×1×(C·M).
 */
function splitKernel(
  kernel: Named,
  depth: number,
  width: number,
  groups: number,
  transposed: boolean,
): readonly [{ readonly part: LoopAxis; readonly axis: LoopAxis }, LoopAxis] {
  const { i, o } = kernel as { readonly i: Dimension; readonly o: Dimension };
  const depthwise = !transposed && groups > 1 && depth === 1 && i.size === groups;
  if (depthwise) return [{ part: [i], axis: [] }, [o]];
  const whole = transposed ? i : o;
  const step = transposed ? depth : width;
  return [{ part: part(whole, step, groups), axis: [{ ...i, size: depth }] }, [{ ...o, size: width }]];
}

function biasOperand(file: ArrayFile, groups: number, channels: number): Operand {
  if (file.length !== channels) {
    throw new UsageError(`${fileText(file)}: a bias has one number for each of the ${channels} output channels`);
  }
  const width = channels / groups;
  return { file, axes: [[{ size: groups, stride: width }], [{ size: width, stride: 1 }]].map(simplified) };
}
