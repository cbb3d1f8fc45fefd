import { stepsOf } from '../conv/volume.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { fileText, sizesText } from './axes.ts';
import { type ConvSizes, imageAxes, kernelAxes, named } from './conv-question.ts';
import type { ConvRequest, KernelLayout, Layout } from './request.ts';
import { spatialSizes } from './spatial-sizes.ts';
import { turnThatFits } from './transposed-answer.ts';

type Reading = Pick<ConvSizes, 'layout' | 'kernelLayout'>;

/**
 * How the arrays of a convolution are laid out: as the request says, or in the only way in which all sizes fit, those
 * of the answers included. Throws a UsageError if no way fits, or several do.
 */
export function convSizes(request: ConvRequest, answers: readonly ArrayFile[]): ConvSizes {
  checkOptions(request);
  const readings = readingsOf(request);
  const tried = readings.map((one) => attempt(request, one, answers));
  const possible = distinct(tried.filter((one): one is ConvSizes => typeof one !== 'string'));
  const exact = possible.filter(({ outputSizes }) => answers.every(({ sizes }) => `${sizes}` === `${outputSizes}`));
  const alike = possible.filter(({ outputSizes }) => answers.every((answer) => hasSizes(answer, outputSizes)));
  const fitting = exact.length > 0 ? exact : alike;
  const found = preferred(fitting.length > 0 ? fitting : possible);
  if (found !== undefined && (fitting.length > 0 || possible.length === 1 || answers.length === 0)) return found;
  if (possible.length === 0)
    throw new UsageError(explainMisfit(request, readings, tried as readonly string[], answers));
  const what = `${fileText(request.image)} and ${fileText(request.kernel)}`;
  if (fitting.length === 0 && answers.length > 0) {
    const sizes = possible.map((one) => `${sizesText(one.outputSizes)} (${nameOf(request, one)})`).join(' or ');
    const misfit = answers.find((answer) => possible.every((one) => !hasSizes(answer, one.outputSizes))) ?? answers[0]!;
    const turns = possible.map((one) => turnThatFits(request, misfit.sizes, one.outputSizes, () => false));
    const hint = turns.find((turn) => turn !== undefined);
    throw new UsageError(
      `${shown(misfit.path)}: is ${sizesText(misfit.sizes)}, but ${what} give ${sizes}${hint ? `; ${hint}` : ''}`,
    );
  }
  const names = (fitting.length > 1 ? fitting : possible).map((one) => nameOf(request, one)).join(' or ');
  throw new UsageError(`${what} may be ${names}; say which by --layout and --kernel-layout`);
}

/** The only reading, or the only one in which image and kernel have the layouts of one library. */
function preferred(readings: readonly ConvSizes[]): ConvSizes | undefined {
  const usual = readings.filter(({ layout, kernelLayout }) => (layout === 'nhwc') === (kernelLayout === 'hwio'));
  return readings.length === 1 ? readings[0] : usual.length === 1 ? usual[0] : undefined;
}

/** Whether an array has these sizes, up to axes of size 1, which do not change the order of its numbers. */
export function hasSizes({ sizes }: Pick<ArrayFile, 'sizes'>, expected: readonly number[]): boolean {
  const real = (all: readonly number[]): string => all.filter((size) => size !== 1).join('×');
  return real(sizes) === real(expected);
}

/** Readings that differ only in axes of size 1 are one. */
function distinct(all: readonly ConvSizes[]): readonly ConvSizes[] {
  const keys = all.map(({ image, kernel, outputSizes }) => {
    const steps = [image, kernel].map((array) =>
      [...'ndhwcio'].map((axis) => (array[axis]!.size === 1 ? '' : `${array[axis]!.size}/${array[axis]!.stride}`)),
    );
    return `${steps.join(' ')} ${outputSizes.filter((size) => size !== 1).join('×')}`;
  });
  return all.filter((_, place) => keys.indexOf(keys[place]!) === place);
}

const nameOf = (request: ConvRequest, { layout, kernelLayout }: Reading): string => {
  const image = imageAxes(layout, request.image.sizes.length).replace(
    'w',
    request.image.sizes.length === 3 ? 'l' : 'w',
  );
  const axes = request.kernel.sizes.length;
  const kernel = kernelAxes(kernelLayout, axes, request.transposed ?? false).replace('w', axes === 3 ? 'l' : 'w');
  return `${image.toUpperCase()} with ${kernel.toUpperCase()}`;
};

function checkOptions({ image, kernel, stride, dilation, groups, padding }: ConvRequest): void {
  for (const { path, sizes } of [image, kernel]) {
    if (sizes.length < 1 || sizes.length > 5) {
      throw new UsageError(
        `${shown(path)}: has ${sizes.length} axes; ` +
          'a convolution takes 5 (3-D), 4 (2-D), 3 (1-D), or rows × columns alone',
      );
    }
    if (sizes.includes(0)) throw new UsageError(`${shown(path)}: has no numbers: ${sizesText(sizes)}`);
  }
  if (image.sizes.length !== kernel.sizes.length && Math.min(image.sizes.length, kernel.sizes.length) > 2) {
    throw new UsageError(
      `${shown(kernel.path)}: has ${kernel.sizes.length} axes, but ${shown(image.path)} has ${image.sizes.length}; ` +
        'a 3-D convolution has 5 each, a 2-D one 4, a 1-D one 3',
    );
  }
  const whole = (name: string, value: number, least: number): void => {
    if (Number.isSafeInteger(value) && value >= least) return;
    throw new UsageError(`--${name} ${value}: it must be a whole number of at least ${least}`);
  };
  const isVolume = image.sizes.length === 5;
  const tooMany = [stride, dilation].some((one) => typeof one === 'object' && one.length === 3);
  if (!isVolume && (tooMany || (typeof padding === 'object' && padding.length === 6)))
    throw new UsageError('steps and padding of slices go with arrays of 5 axes');
  for (const value of stepsOf(stride ?? 1)) whole('stride', value, 1);
  for (const value of stepsOf(dilation ?? 1)) whole('dilation', value, 1);
  whole('groups', groups ?? 1, 1);
  if (typeof padding === 'number') whole('padding', padding, 0);
  else if (typeof padding === 'object') for (const value of padding) whole('padding', value, 0);
}

/** The sizes in one reading of the arrays, or why they do not fit. */
function attempt(
  request: ConvRequest,
  { layout, kernelLayout }: Reading,
  answers: readonly ArrayFile[],
): ConvSizes | string {
  const transposed = request.transposed ?? false;
  const image = named(request.image.sizes, imageAxes(layout, request.image.sizes.length));
  const kernel = named(request.kernel.sizes, kernelAxes(kernelLayout, request.kernel.sizes.length, transposed));
  const groups = request.groups ?? 1;
  const channelsIn = image.c!.size;
  if (channelsIn % groups !== 0) return `${channelsIn} input channels are not a multiple of ${groups} groups`;
  const [inputs, outputs] = [kernel.i!.size, kernel.o!.size];
  const depthwise = !transposed && groups > 1 && groups === channelsIn && inputs === channelsIn;
  const takes = transposed || depthwise ? inputs : inputs * groups;
  if (takes !== channelsIn) {
    const each = groups > 1 ? ` in each of ${groups} groups` : '';
    return `the kernel takes ${inputs} input channels${each}, the image has ${channelsIn}`;
  }
  const channelsOut = transposed || depthwise ? outputs * groups : outputs;
  if (channelsOut % groups !== 0) return `${channelsOut} output channels are not a multiple of ${groups} groups`;
  const spatial = spatialSizes(
    request,
    [image.h!.size, image.w!.size, image.d!.size],
    [kernel.h!.size, kernel.w!.size, kernel.d!.size],
    (rows, columns, slices) => {
      const sizes = outputSizesOf(request, layout, image.n!.size, rows, columns, channelsOut, slices);
      return answers.length > 0 && answers.every((answer) => hasSizes(answer, sizes));
    },
  );
  if (typeof spatial === 'string') return spatial;
  const outputSizes = outputSizesOf(
    request,
    layout,
    image.n!.size,
    ...spatial.outputs,
    channelsOut,
    spatial.slices?.outputs,
  );
  return { layout, kernelLayout, image, kernel, groups, channelsIn, channelsOut, ...spatial, outputSizes };
}

/** The axes that an answer has: those of the image, and channels if the kernel has several without them. */
function outputSizesOf(
  { image }: ConvRequest,
  layout: Layout,
  batch: number,
  rows: number,
  columns: number,
  channels: number,
  slices = 1,
): readonly number[] {
  const axes = image.sizes.length < 3 && channels > 1 ? 4 : image.sizes.length;
  const sizes: Readonly<Record<string, number>> = { n: batch, d: slices, h: rows, w: columns, c: channels };
  return [...imageAxes(layout, axes)].map((letter) => sizes[letter]!);
}

/** What does not fit, and the reading in which it would. */
function explainMisfit(
  request: ConvRequest,
  readings: readonly Reading[],
  reasons: readonly string[],
  answers: readonly ArrayFile[],
): string {
  const what = `${fileText(request.kernel)} does not fit ${fileText(request.image)}`;
  // The first reading is NHWC with HWIO, the last NCHW with OIHW, unless layouts are stated; of two axes both are HW.
  const all = [0, readings.length - 1].map((place) => {
    const name =
      readings.length === 1 && request.image.sizes.length < 3 ? '' : `as ${nameOf(request, readings[place]!)}, `;
    return `${name}${reasons[place]}`;
  });
  const told = [...new Set(all)];
  const { layout: _, kernelLayout: __, ...open } = request;
  const other =
    request.layout === undefined && request.kernelLayout === undefined ? undefined : nameOfFitting(open, answers);
  if (other !== undefined) return `${what}: ${told.join('; ')}; it would fit as ${other}`;
  const hint =
    request.groups === undefined && request.transposed !== true ? optionThatFits(request, answers) : undefined;
  return `${what}: ${told.join('; ')}${hint === undefined ? '' : `; with ${hint} it would fit`}`;
}

/** Groups or a transposition: what gives the sizes of the answers, or else what fits the inputs. */
function optionThatFits(request: ConvRequest, answers: readonly ArrayFile[]): string | undefined {
  const groups = groupsThatFit(request, answers);
  const options = [
    ...(groups === undefined ? [] : [{ text: `--groups ${groups}`, asked: { ...request, groups } }]),
    { text: '--transposed', asked: { ...request, transposed: true } },
  ].filter(({ asked }) => nameOfFitting(asked, answers) !== undefined);
  return (options.find(({ asked }) => gives(asked, answers)) ?? options[0])?.text;
}

const paddings = [0, 1, 2, 3, 4, 5, 6, 7, 8, 'same'] as const;
const strides = [1, 2, 3, 4] as const;

/** Other paddings, strides or both, with which the answer has its sizes. */
export function optionsThatGive(request: ConvRequest, answer: ArrayFile): string | undefined {
  const changes = [
    paddings.map((padding) => ({ padding })),
    strides.map((stride) => ({ stride })),
    strides.flatMap((stride) => paddings.map((padding) => ({ stride, padding }))),
  ];
  for (const some of changes) {
    const fitting = some.filter((change) => gives({ ...request, ...change }, [answer]));
    if (fitting.length > 0) return fitting.slice(0, 2).map(optionsText).join(' or ');
  }
  return undefined;
}

const optionsText = (change: Readonly<Record<string, unknown>>): string =>
  Object.entries(change)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');

/** Whether the answers have the sizes that the request gives in some reading. */
export function gives(request: ConvRequest, answers: readonly ArrayFile[]): boolean {
  return readingsOf(request).some((reading) => {
    const sizes = attempt(request, reading, answers);
    return typeof sizes !== 'string' && answers.every((answer) => hasSizes(answer, sizes.outputSizes));
  });
}

function readingsOf({ layout, kernelLayout }: ConvRequest): readonly Reading[] {
  const layouts: readonly Layout[] = layout === undefined ? ['nhwc', 'nchw'] : [layout];
  const kernels: readonly KernelLayout[] = kernelLayout === undefined ? ['hwio', 'oihw'] : [kernelLayout];
  return layouts.flatMap((one) => kernels.map((other) => ({ layout: one, kernelLayout: other })));
}

function nameOfFitting(request: ConvRequest, answers: readonly ArrayFile[]): string | undefined {
  for (const reading of readingsOf(request)) {
    const sizes = attempt(request, reading, answers);
    if (typeof sizes !== 'string') return nameOf(request, sizes);
  }
  return undefined;
}

function groupsThatFit(request: ConvRequest, answers: readonly ArrayFile[]): number | undefined {
  const counts = request.image.sizes.flatMap((channels) =>
    request.kernel.sizes.map((inputs) => channels / inputs).concat(channels),
  );
  return counts.find(
    (groups) => groups > 1 && Number.isInteger(groups) && nameOfFitting({ ...request, groups }, answers) !== undefined,
  );
}
