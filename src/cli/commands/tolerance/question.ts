import type { Question } from '../../../arrays/question.ts';
import { questionOf } from '../../../arrays/question-of.ts';
import type { ArrayRequest } from '../../../arrays/request.ts';
import { type TermSource, termSource } from '../../../arrays/tolerance/term-source.ts';
import type { ToleranceRequest } from '../../../arrays/tolerance/tolerance-report.ts';
import { checkShape } from '../../../conv/check-shape.ts';
import { outputRows, outputShape, outputSlices, paddingOf } from '../../../conv/output-shape.ts';
import { type ConvShape, kernelRows, rowShape } from '../../../conv/shape.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { openArray } from '../../../files/open-array.ts';
import { axesOf, type ConvTexts, convOptions } from '../../array-options.ts';
import { parseArrayPadding, parseBetween, parsePair, parseShape } from '../../options.ts';

export interface QuestionOptions extends ConvTexts {
  readonly shape?: string | undefined;
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: string | undefined;
  readonly terms?: string | undefined;
  readonly image?: string | undefined;
  readonly kernel?: string | undefined;
  readonly axis?: string | undefined;
  readonly roundInputs?: true | undefined;
}

/** What a tolerance is asked for. */
export interface Asked extends Pick<ToleranceRequest, 'operation' | 'shape' | 'window' | 'summed' | 'nonZero'> {
  readonly data: TermSource | undefined;
  /** The shape at which a subject is revealed; undefined where it has none. */
  readonly revealed: ConvShape | undefined;
}

const operations = ['conv', 'matmul', 'dot', 'sum'] as const;
type Operation = (typeof operations)[number];

/** Reads the words after `tolerance`. Throws a UsageError for what does not go together, before files are opened. */
export function askedOf(words: readonly string[], options: QuestionOptions): Asked {
  const { shape, terms, image, kernel } = options;
  const [first, ...files] = words;
  const found = operations.find((one) => one === first);
  if (first !== undefined && found === undefined)
    throw new UsageError(
      /\.\w+$/.test(first)
        ? `tolerance ${shown(first)}: a file where the operation is due; as in tolerance matmul a.npy b.npy, or dot`
        : `tolerance ${shown(first)}: not one of ${operations.join(', ')}`,
    );
  const operation = found ?? (terms === undefined ? 'conv' : 'dot');
  const given = [shape, terms, image ?? kernel, files[0]].filter((one) => one !== undefined).length;
  if (given !== 1)
    throw new UsageError(
      'tolerance: give one of --shape, --terms, --image with --kernel, or files, as in `tolerance matmul a.npy b.npy`',
    );
  checkIdle(operation, options);
  if (shape !== undefined) return ofShape(shape, options);
  if (terms !== undefined) return ofTerms(operation, parseBetween('--terms', terms, 1, mostTerms));
  return ofData(operation, requestOf(operation, files, options), options.roundInputs === true);
}

/** The most terms of a plan, and of an exact sum. */
const mostTerms = 2 ** 26;

/** Options that would have no effect. */
function checkIdle(operation: Operation, options: QuestionOptions): void {
  const { shape, terms, image, kernel } = options;
  if (operation === 'conv' && terms !== undefined)
    throw new UsageError('--terms: goes with matmul, dot and sum; a convolution has a --shape');
  if (operation !== 'conv' && (shape ?? image ?? kernel) !== undefined)
    throw new UsageError(`--shape, --image and --kernel: go with conv, not with ${operation}`);
  const idle = (name: keyof QuestionOptions, flag: string, goes: boolean, where: string): void => {
    if (options[name] !== undefined && !goes) throw new UsageError(`${flag}: goes with ${where} only`);
  };
  for (const name of ['stride', 'dilation', 'padding'] as const)
    idle(name, `--${name}`, operation === 'conv', 'a convolution');
  const isData = shape === undefined && terms === undefined;
  idle('groups', '--groups', operation === 'conv' && isData, '--image and --kernel');
  idle('layout', '--layout', operation === 'conv' && isData, '--image and --kernel');
  idle('kernelLayout', '--kernel-layout', operation === 'conv' && isData, '--image and --kernel');
  idle('axis', '--axis', operation === 'sum' && isData, 'sum and a file');
  idle('roundInputs', '--round-inputs', isData, 'data');
}

function ofShape(text: string, { stride = '1', dilation = '1', padding = 'valid' }: QuestionOptions): Asked {
  const shape = parseShape(text, { stride, dilation, padding });
  checkShape(shape);
  const { kernelWidth, channelsIn } = shape;
  return {
    ...{ operation: 'conv', shape, summed: 'products', data: undefined, revealed: shape },
    window: { rows: kernelRows(shape), columns: kernelWidth, channels: channelsIn },
    nonZero: mostPixels(shape) * channelsIn,
  };
}

type Steps = readonly [stride: number, dilation: number];

/** The most taps of a window that lie on pixels. */
function mostPixels(shape: ConvShape): number {
  const [, , columns] = outputShape(shape);
  const [top, , left] = paddingOf(shape);
  const { depth } = shape;
  const most = (outputs: number, size: number, taps: number, [stride, dilation]: Steps, before: number): number => {
    let found = 0;
    for (let output = 0; output < outputs && found < taps; output++) {
      let inside = 0;
      for (let tap = 0; tap < taps; tap++) {
        const pixel = output * stride + tap * dilation - before;
        if (pixel >= 0 && pixel < size) inside += 1;
      }
      found = Math.max(found, inside);
    }
    return found;
  };
  const along = (axis: 0 | 1): Steps => [shape.stride[axis], shape.dilation[axis]];
  const inSlices =
    depth === undefined
      ? 1
      : most(outputSlices(shape), depth.size, depth.kernel, [depth.stride, depth.dilation], depth.before);
  return (
    inSlices *
    most(outputRows(shape), shape.height, shape.kernelHeight, along(0), top) *
    most(columns, shape.width, shape.kernelWidth, along(1), left)
  );
}

function ofTerms(operation: Operation, terms: number): Asked {
  const summed = operation === 'sum' ? 'numbers' : 'products';
  return {
    ...{ operation, shape: undefined, summed, nonZero: terms, data: undefined },
    window: { rows: 1, columns: terms, channels: 1 },
    revealed: rowShape(terms),
  };
}

function requestOf(operation: Operation, files: readonly string[], options: QuestionOptions): ArrayRequest {
  const wanted = { conv: 0, matmul: 2, dot: 2, sum: 1 }[operation];
  if (files.length !== wanted) {
    const right =
      operation === 'conv' ? 'takes --image and --kernel' : `takes ${wanted} ${wanted === 1 ? 'file' : 'files'}`;
    const given = `${files.length} ${files.length === 1 ? 'file' : 'files'} given`;
    throw new UsageError(`tolerance ${operation}: ${given}; ${operation} ${right}`);
  }
  if (operation === 'conv') return convRequest(options);
  const [left, right] = files.map(openArray);
  if (operation !== 'sum') return { kind: operation, left: left!, right: right! };
  return { kind: 'sum', array: left!, ...axesOf(options) };
}

function convRequest(options: QuestionOptions): ArrayRequest {
  const { image, kernel, stride = '1', dilation = '1', padding = 'valid' } = options;
  if (image === undefined || kernel === undefined) throw new UsageError('--image and --kernel: give both');
  return {
    ...{ kind: 'conv', stride: parsePair('--stride', stride), dilation: parsePair('--dilation', dilation) },
    padding: parseArrayPadding(padding),
    ...convOptions(options),
    image: openArray(image),
    kernel: openArray(kernel),
  };
}

function ofData(operation: Operation, request: ArrayRequest, roundInputs: boolean): Asked {
  const question = questionOf(request);
  const data = termSource(question, roundInputs);
  const shape = shapeOf(question);
  const { window, summed } = data;
  const nonZero =
    shape === undefined ? window.rows * window.columns * window.channels : mostPixels(shape) * window.channels;
  const isOne = question.outputSizes.every((size) => size === 1);
  // Outputs of a subject are numbered as in NHWC.
  const inOrder = shape === undefined || isNhwc(question) ? shape : undefined;
  const revealed = inOrder ?? (operation !== 'conv' && isOne ? rowShape(nonZero) : undefined);
  return { operation, shape, window, summed, nonZero, data, revealed };
}

/** The shape of a convolution of one group; undefined for others. */
function shapeOf({ operation, geometry }: Question): ConvShape | undefined {
  if (operation.kind !== 'conv' || operation.groups > 1 || operation.depth !== undefined) return undefined;
  const { batch, rows, columns, channels, kernelRows, kernelColumns, outputChannels } = geometry;
  return {
    ...{ batch, height: rows, width: columns, channelsIn: channels, channelsOut: outputChannels },
    ...{ kernelHeight: kernelRows, kernelWidth: kernelColumns },
    ...{ stride: operation.stride, dilation: operation.dilation },
    padding: operation.padding.every((zeros) => zeros === 0) ? 'valid' : operation.padding,
  };
}

/** Whether the channels of the answer lie side by side. */
function isNhwc({ geometry: { outputChannels }, outputAxes }: Question): boolean {
  return outputChannels === 1 || outputAxes[4]!.every(({ stride }) => stride === 1);
}
