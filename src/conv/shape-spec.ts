import { shown } from '../errors/shown.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { checkShape } from './check-shape.ts';
import { outputShape, outputSize } from './output-shape.ts';
import { paddingOfText } from './padding-text.ts';
import { type ConvShape, imageSize, kernelSize, type Padding } from './shape.ts';
import { shapeSuffix } from './shape-suffix.ts';
import { largestOf, parseSizes, type Sizes, sizesOf, smallestOf } from './size-range.ts';
import { termCount } from './terms.ts';
import { isVolumeText, type VolumePadding, volumeOf, volumePaddingOfText, withoutSlices } from './volume.ts';

/** Steps of rows and of columns, and of the slices of a volume; without columns all are the same. */
export interface StepSizes {
  readonly slices?: Sizes;
  readonly rows: Sizes;
  readonly columns?: Sizes;
}

/** Shapes to choose from: each axis has its sizes. */
export interface ShapeSpec {
  /** As it was written, for messages. */
  readonly text: string;
  readonly batch: Sizes;
  readonly height: Sizes;
  readonly width: Sizes;
  readonly channelsIn: Sizes;
  readonly channelsOut: Sizes;
  /** Undefined for a kernel as large as the image. */
  readonly kernel: { readonly height: Sizes; readonly width: Sizes } | undefined;
  readonly strides: readonly StepSizes[];
  readonly dilations: readonly StepSizes[];
  readonly paddings: readonly (Padding | VolumePadding)[];
  readonly groups?: number | undefined;
  readonly outputPadding?: readonly [number, number] | undefined;
  /** Slices of a volume and of its kernel. */
  readonly depth?: { readonly size: Sizes; readonly kernel: Sizes };
}

/** What a spec has besides the sizes of image and kernel, as texts. */
export interface SpecOptions {
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: readonly string[] | undefined;
}

const forms = 'IMAGE or IMAGE*KERNEL, as in 5x5, 56x56x64*3x3x64 or 1..3x8..64x8..64x3*3x3x1,8,16';

/**
 * A spec from its text: as for `convShape`, but each size may be a number, a range `8..64` or a list `1,2,4`. Throws a
 * UsageError, one line, for other texts, for a kernel that fits nowhere, and for cases that are too large.
 */
export function parseShapeSpec(text: string, options: SpecOptions = {}): ShapeSpec {
  const what = `--shape ${shown(text)}`;
  const { sizes: all, more: fields } = shapeSuffix(text);
  const volume = isVolumeText(all) ? withoutSlices(what, all) : undefined;
  const written = volume === undefined ? all : volume.slice;
  const [imageText = '', kernelText, ...more] = written.split('*');
  const axesOf = (part: string): readonly Sizes[] => part.split(/[x×]/).map((size) => parseSizes(what, size));
  if (text.trim() === '' || more.length > 0 || kernelText?.trim() === '') throw new UsageError(`${what}: not ${forms}`);
  const image = axesOf(imageText);
  const kernel = kernelText === undefined ? undefined : axesOf(kernelText);
  if (image.length < 2 || image.length > 4)
    throw new UsageError(
      `${what}: an image has 2 to 4 sizes, not ${image.length}: ROWSxCOLUMNS, then xCHANNELS, BATCHx before`,
    );
  if (kernel !== undefined && (kernel.length < 2 || kernel.length > 4))
    throw new UsageError(
      `${what}: a kernel has 2 to 4 sizes, not ${kernel.length}: ROWSxCOLUMNS, then xOUT or xCHANNELSxOUT`,
    );
  const one = sizesOf(1);
  const [batch = one, height = one, width = one, channelsIn = one] =
    image.length === 4 ? image : [one, ...image, ...(image.length === 2 ? [one] : [])];
  if (kernel?.length === 4 && JSON.stringify(kernel[2]) !== JSON.stringify(channelsIn))
    throw new UsageError(
      `${what}: the channels of the kernel are not those of the image; leave them out: ROWSxCOLUMNSxOUT`,
    );
  const spec: ShapeSpec = {
    ...{ text, batch, height, width, channelsIn, channelsOut: kernel?.slice(2).at(-1) ?? one },
    kernel: kernel && { height: kernel[0]!, width: kernel[1]! },
    strides: parseSteps('--stride', options.stride, volume !== undefined),
    dilations: parseSteps('--dilation', options.dilation, volume !== undefined),
    paddings: parsePaddings(options.padding ?? ['valid'], volume === undefined ? paddingOfText : volumePaddingOfText),
    ...(volume && { depth: { size: parseSizes(what, volume.size), kernel: parseSizes(what, volume.kernel) } }),
    ...fields,
  };
  checkSpec(what, spec);
  return spec;
}

/** The most terms that `parseTerms` allows. */
export const mostTerms = 10_000;

/** Windows of n terms in a row, for dot products: `25`, `1..4608` or `64,128,256`. */
export function parseTerms(text: string): ShapeSpec {
  const what = `--terms ${shown(text)}`;
  const width = parseSizes(what, text);
  if (largestOf(width) > mostTerms)
    throw new UsageError(
      `${what}: at most ${mostTerms} terms; for longer dot products use --shape 1x${largestOf(width)}`,
    );
  const [one, steps] = [sizesOf(1), [{ rows: sizesOf(1) }]];
  return {
    ...{ text: `1x${text}`, batch: one, height: one, width, channelsIn: one, channelsOut: one, kernel: undefined },
    ...{ strides: steps, dilations: steps, paddings: ['valid'] },
  };
}

/** `2`, `1,2`, `1..3`, or ROWSxCOLUMNS as in `1x2`; of a volume SLICESxROWSxCOLUMNS, too. */
function parseSteps(option: string, text = '1', isVolume = false): readonly StepSizes[] {
  const what = `${option} ${shown(text)}`;
  return text.split(',').map((item) => {
    const parts = item.split(/[x×]/);
    const form = isVolume ? 'ROWSxCOLUMNS or SLICESxROWSxCOLUMNS' : 'ROWSxCOLUMNS';
    if (parts.length > (isVolume ? 3 : 2)) throw new UsageError(`${what}: not N, A..B or ${form}, as in 1,2 or 1x2`);
    const sizes = parts.map((part) => parseSizes(what, part));
    const [slices, rows, columns] = sizes.length === 3 ? sizes : [undefined, ...sizes];
    return { rows: rows!, ...(columns && { columns }), ...(slices && { slices }) };
  });
}

/** The steps of slices: those of the rows where one number stands for all. */
export const slicesOf = ({ slices, rows, columns }: StepSizes): Sizes =>
  slices ?? (columns === undefined ? rows : sizesOf(1));

/** `valid`, `same`, `valid,same`, zeros for all sides, ROWSxCOLUMNS, or the zeros TOP,BOTTOM,LEFT,RIGHT. */
function parsePaddings(
  texts: readonly string[],
  ofText: (text: string) => Padding | VolumePadding | undefined,
): ShapeSpec['paddings'] {
  return texts.flatMap((text): ShapeSpec['paddings'] => {
    const one = ofText(text);
    if (one !== undefined) return [one];
    const words = text.split(',').map(paddingOfText);
    if (words.every((word) => typeof word === 'string')) return words;
    const right = 'valid, same, valid,same, N, ROWSxCOLUMNS or TOP,BOTTOM,LEFT,RIGHT with whole numbers from 0 on';
    throw new UsageError(`--padding ${shown(text)}: not ${right}`);
  });
}

/** The most numbers that image and kernel of a case may have, so that a corpus entry can keep them. */
const mostInput = 2 ** 22;
/** The most outputs of a case, and the most products: some seconds of an engine's time. */
const mostOutput = 2 ** 24;
const mostProducts = 2 ** 33;

function checkSpec(what: string, spec: ShapeSpec): void {
  const fitting = fittingShape(spec);
  const [, rows, columns] = outputShape(fitting);
  const misfit = rows < 1 || columns < 1 ? problemOf(() => checkShape(fitting)) : undefined;
  if (misfit !== undefined) throw new UsageError(`${what}: ${misfit.replace(/^shape: /, '')}`);
  const { image, kernel, output, products } = largestCase(spec);
  const sizes = `a case may have ${image} numbers of image, ${kernel} of kernel and ${output} of output`;
  const bytes = `(${Math.ceil((4 * (image + kernel + output)) / 2 ** 20)} MiB)`;
  if (image + kernel > mostInput)
    throw new UsageError(`${what}: ${sizes} ${bytes}; at most ${mostInput} of image and kernel together are allowed`);
  if (output > mostOutput)
    throw new UsageError(`${what}: ${sizes} ${bytes}; at most ${mostOutput} outputs are allowed`);
  if (products > mostProducts)
    throw new UsageError(`${what}: ${sizes} ${bytes}, ${products} products; at most ${mostProducts} are allowed`);
}

/** How many numbers a case may have: at least as many as a case of every shape of a spec. */
export interface CaseSize {
  readonly image: number;
  readonly kernel: number;
  readonly output: number;
  readonly products: number;
}

export function largestCase(spec: ShapeSpec): CaseSize {
  const shape = shapeBy(spec, largestOf, largestOf);
  const { kernelHeight, kernelWidth, depth } = spec.kernel === undefined ? shape : fittingShape(spec);
  const outputs = spec.paddings.map((padding) =>
    outputSize(withPadding({ ...shape, kernelHeight, kernelWidth, ...(depth && { depth }) }, padding)),
  );
  const output = Math.max(...outputs);
  return {
    ...{ image: imageSize(shape), kernel: kernelSize(shape), output },
    products: output * termCount(shape, 'conv2d'),
  };
}

/** The shape of a spec in which the kernel fits best: the largest image, the smallest kernel. */
export function fittingShape(spec: ShapeSpec): ConvShape {
  return shapeBy(spec, largestOf, smallestOf);
}

function shapeBy(spec: ShapeSpec, image: (sizes: Sizes) => number, kernel: (sizes: Sizes) => number): ConvShape {
  const [height, width] = [image(spec.height), image(spec.width)];
  const rows = (step: StepSizes): number => smallestOf(step.rows);
  const columns = (step: StepSizes): number => smallestOf(step.columns ?? step.rows);
  const smallest = (steps: readonly StepSizes[]): readonly [number, number] => [
    Math.min(...steps.map(rows)),
    Math.min(...steps.map(columns)),
  ];
  const shape: ConvShape = {
    ...{ batch: image(spec.batch), height, width, channelsIn: image(spec.channelsIn) },
    channelsOut: image(spec.channelsOut),
    kernelHeight: spec.kernel === undefined ? height : kernel(spec.kernel.height),
    kernelWidth: spec.kernel === undefined ? width : kernel(spec.kernel.width),
    ...{ stride: smallest(spec.strides), dilation: smallest(spec.dilations), padding: 'valid' },
    ...moreOf(spec),
  };
  const slices = (steps: readonly StepSizes[]): number => Math.min(...steps.map((step) => smallestOf(slicesOf(step))));
  const depth = spec.depth && {
    ...{ size: image(spec.depth.size), kernel: kernel(spec.depth.kernel) },
    ...{ stride: slices(spec.strides), dilation: slices(spec.dilations), before: 0, after: 0 },
  };
  return withPadding({ ...shape, ...(depth && { depth }) }, widest(spec.paddings, depth !== undefined));
}

/** A shape with one of the paddings of its spec. */
export function withPadding(shape: ConvShape, padding: ShapeSpec['paddings'][number]): ConvShape {
  if (shape.depth !== undefined) return volumeOf(shape, shape.depth, padding);
  return { ...shape, padding: padding as Padding };
}

/** The fields of a shape that a spec has only where they were written. */
export const moreOf = ({ groups, outputPadding }: ShapeSpec): Pick<ConvShape, 'groups' | 'outputPadding'> => ({
  ...(groups === undefined ? {} : { groups }),
  ...(outputPadding === undefined ? {} : { outputPadding }),
});

/** The padding with which a kernel fits best. */
function widest(paddings: ShapeSpec['paddings'], isVolume: boolean): ShapeSpec['paddings'][number] {
  if (paddings.includes('same')) return 'same';
  const none = isVolume ? [0, 0, 0, 0, 0, 0] : [0, 0, 0, 0];
  const zeros = paddings.map((padding) => (typeof padding === 'string' ? [] : padding.toReversed()));
  const most = none.map((_, side) => Math.max(...zeros.map((one) => one[side] ?? 0))).reverse();
  return most.every((count) => count === 0) ? 'valid' : (most as unknown as Padding);
}
