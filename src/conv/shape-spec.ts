import { shown } from '../errors/shown.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { checkShape } from './check-shape.ts';
import { outputShape, outputSize } from './output-shape.ts';
import { paddingOfText } from './padding-text.ts';
import { type ConvShape, imageSize, kernelSize, type Padding } from './shape.ts';
import { shapeSuffix } from './shape-suffix.ts';
import { largestOf, parseSizes, type Sizes, sizesOf, smallestOf } from './size-range.ts';
import { termCount } from './terms.ts';

/** Steps of rows and of columns; without columns both are the same. */
export interface StepSizes {
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
  readonly paddings: readonly Padding[];
  readonly groups?: number | undefined;
  readonly outputPadding?: readonly [number, number] | undefined;
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
  const { sizes: written, more: fields } = shapeSuffix(text);
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
    strides: parseSteps('--stride', options.stride),
    dilations: parseSteps('--dilation', options.dilation),
    paddings: parsePaddings(options.padding ?? ['valid']),
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

/** `2`, `1,2`, `1..3`, or ROWSxCOLUMNS as in `1x2`. */
function parseSteps(option: string, text = '1'): readonly StepSizes[] {
  const what = `${option} ${shown(text)}`;
  return text.split(',').map((item) => {
    const [rows = '', columns, ...more] = item.split(/[x×]/);
    if (more.length > 0) throw new UsageError(`${what}: not N, A..B or ROWSxCOLUMNS, as in 1,2 or 1x2`);
    const both = { rows: parseSizes(what, rows) };
    return columns === undefined ? both : { ...both, columns: parseSizes(what, columns) };
  });
}

/** `valid`, `same`, `valid,same`, zeros for all sides, ROWSxCOLUMNS, or the zeros TOP,BOTTOM,LEFT,RIGHT. */
function parsePaddings(texts: readonly string[]): readonly Padding[] {
  return texts.flatMap((text): readonly Padding[] => {
    const one = paddingOfText(text);
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
  const { kernelHeight, kernelWidth } = spec.kernel === undefined ? shape : fittingShape(spec);
  const outputs = spec.paddings.map((padding) => outputSize({ ...shape, kernelHeight, kernelWidth, padding }));
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
  return {
    ...{ batch: image(spec.batch), height, width, channelsIn: image(spec.channelsIn) },
    channelsOut: image(spec.channelsOut),
    kernelHeight: spec.kernel === undefined ? height : kernel(spec.kernel.height),
    kernelWidth: spec.kernel === undefined ? width : kernel(spec.kernel.width),
    ...{ stride: smallest(spec.strides), dilation: smallest(spec.dilations), padding: widest(spec.paddings) },
    ...moreOf(spec),
  };
}

/** The fields of a shape that a spec has only where they were written. */
export const moreOf = ({ groups, outputPadding }: ShapeSpec): Pick<ConvShape, 'groups' | 'outputPadding'> => ({
  ...(groups === undefined ? {} : { groups }),
  ...(outputPadding === undefined ? {} : { outputPadding }),
});

/** The padding with which a kernel fits best. */
function widest(paddings: readonly Padding[]): Padding {
  if (paddings.includes('same')) return 'same';
  const zeros = paddings.map((padding): readonly number[] => (typeof padding === 'string' ? [0, 0, 0, 0] : padding));
  const most = [0, 1, 2, 3].map((side) => Math.max(...zeros.map((one) => one[side]!)));
  return most.every((count) => count === 0) ? 'valid' : (most as unknown as Padding);
}
