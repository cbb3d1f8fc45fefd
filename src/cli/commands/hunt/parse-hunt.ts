import { outputShape, outputSize } from '../../../conv/output-shape.ts';
import { type ConvShape, type Operation, rowShape } from '../../../conv/shape.ts';
import { mostTerms, parseTerms } from '../../../conv/shape-spec.ts';
import { convShape } from '../../../conv/shape-text.ts';
import { largestOf, smallestOf } from '../../../conv/size-range.ts';
import type { Registry, Subject } from '../../../engines/engine.ts';
import { shown } from '../../../errors/shown.ts';
import { nearestText, UsageError } from '../../../errors/usage-error.ts';
import { caseOfArrays } from '../../../files/case-of-arrays.ts';
import type { NumberArray } from '../../../files/number-array.ts';
import { readNumbers } from '../../../files/read-numbers.ts';
import { type Constraints, pixelLevels, rangeOf, type SideConstraint, usualAim } from '../../../hunt/constraints.ts';
import type { HuntAim } from '../../../hunt/problem.ts';
import { parseKernelLayout } from '../../array-options.ts';
import { parseBetween, parseCount, parsePadding, parsePair, parseWhole } from '../../options.ts';
import { subjectNamed } from '../reveal/reveal-long.ts';

/** The options of `lastbit hunt` about the input, as texts. */
export interface HuntOptions {
  readonly shape?: string | undefined;
  readonly terms?: string | undefined;
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: string | undefined;
  readonly op?: string | undefined;
  readonly kernel?: string | undefined;
  readonly kernelLayout?: string | undefined;
  readonly image?: string | undefined;
  readonly roundInputs?: true | undefined;
  readonly range?: string | undefined;
  readonly imageRange?: string | undefined;
  readonly kernelRange?: string | undefined;
  readonly pixels?: string | undefined;
  readonly condition?: string | undefined;
  readonly aim?: string | undefined;
  readonly output?: string | undefined;
  readonly seconds?: string | undefined;
  readonly evaluations?: string | undefined;
  readonly seed: string;
}

/** What is hunted, before the engines are asked. */
export interface ParsedHunt {
  readonly shape: ConvShape;
  readonly constraints: Constraints;
  readonly aim: HuntAim;
  /** The second subject of the aim `difference`. */
  readonly partner: string | undefined;
  readonly seconds: number | undefined;
  readonly evaluations: number | undefined;
  readonly seed: number;
}

/** Throws a UsageError, one line, for an option that is wrong and for constraints that contradict one another. */
export function parseHunt(options: HuntOptions): ParsedHunt {
  const { seconds, evaluations, seed, condition } = options;
  if (seconds !== undefined && evaluations !== undefined)
    throw new UsageError('--seconds --evaluations: give one of them');
  const { shape, image, kernel, readAs } = readShape(options);
  const constraints = {
    ...constrained(options, image, kernel, readAs),
    ...(condition === undefined ? {} : { condition: parseCondition(condition) }),
  };
  const { aim, partner } = options.aim === undefined ? { aim: usualAim(constraints) } : parseAimText(options.aim);
  return {
    ...{ shape, constraints, aim, partner },
    seconds: seconds === undefined ? undefined : parseCount('--seconds', seconds),
    evaluations: evaluations === undefined ? undefined : parseBetween('--evaluations', evaluations, 1, 10 ** 12),
    seed: parseWhole('--seed', seed),
  };
}

interface GivenNumbers {
  readonly shape: ConvShape;
  readonly image?: Float32Array;
  readonly kernel?: Float32Array;
  /** In which layout a kernel was read, where that is to be said. */
  readonly readAs?: string;
}

/** The shape that is asked for, or that of the given numbers. */
function readShape(options: HuntOptions): GivenNumbers {
  const { image, kernel, terms, kernelLayout } = options;
  const layout = kernelLayout === undefined ? undefined : parseKernelLayout(kernelLayout);
  if (layout !== undefined && kernel === undefined) throw new UsageError('--kernel-layout: goes with --kernel only');
  if (image !== undefined && kernel !== undefined)
    throw new UsageError('--image --kernel: both are given, so nothing is free; `lastbit explain` tells their error');
  const steps = {
    stride: parsePair('--stride', options.stride ?? '1'),
    dilation: parsePair('--dilation', options.dilation ?? '1'),
    padding: parsePadding(options.padding ?? 'valid'),
  };
  const wanted = terms === undefined ? options.shape : undefined;
  if (terms !== undefined && options.shape !== undefined) throw new UsageError('--terms --shape: give one of them');
  const asked = terms !== undefined ? termsShape(terms) : wanted === undefined ? undefined : convShape(wanted, steps);
  const file = image ?? kernel;
  if (file === undefined) return { shape: asked ?? convShape('5x5', steps) };
  const read = readNumbers(file);
  const array = layout === 'oihw' ? ofTorch(read) : read;
  const other =
    asked === undefined ? sameWindow(array) : zeros(image === undefined ? imageSizes(asked) : kernelSizes(asked));
  if (image === undefined && asked !== undefined) refuseTorch(array, kernelSizes(asked));
  const roundInputs = options.roundInputs === true;
  const [pixels, taps] = image === undefined ? [other, array] : [array, other];
  const { case: input } = caseOfArrays(pixels, taps, { ...(asked ?? steps), roundInputs });
  const { shape } = input;
  const [sizes, of] = image === undefined ? [kernelSizes, 'a kernel'] : [imageSizes, 'an image'];
  if (asked !== undefined && sizes(shape).join() !== sizes(asked).join()) {
    const option = terms === undefined ? `--shape ${wanted}` : `--terms ${terms}`;
    const what = `${of} of ${sizes(shape).join('×')}`;
    throw new UsageError(`${file}: ${what}, but ${option} has ${sizes(asked).join('×')}`);
  }
  const isOpen = layout === undefined && asked === undefined && array.sizes.length === 4;
  const readAs = layout === 'oihw' ? 'OIHW' : isOpen ? 'HWIO (--kernel-layout oihw reads it otherwise)' : undefined;
  return {
    shape,
    ...(readAs === undefined ? {} : { readAs }),
    ...(image === undefined ? { kernel: input.kernel } : { image: input.image }),
  };
}

/** A kernel that has the sizes of the shape as PyTorch has them, and not otherwise. */
function refuseTorch({ path, sizes }: NumberArray, asked: readonly number[]): void {
  if (sizes.length !== 4 || sizes.join() === asked.join()) return;
  if (asked.every((size, axis) => size === sizes[[2, 3, 1, 0][axis]!]))
    throw new UsageError(
      `${path}: a kernel of ${sizes.join('×')}, but --shape has ${asked.join('×')}; ` +
        'if it is a weight of PyTorch, say --kernel-layout oihw',
    );
}

/** A weight of PyTorch as HWIO. */
function ofTorch({ path, sizes, numbers }: NumberArray): NumberArray {
  if (sizes.length !== 4) throw new UsageError(`--kernel-layout oihw: ${path} has ${sizes.length} axes, not 4`);
  const [out, depth, rows, columns] = sizes as [number, number, number, number];
  const moved = numbers.map((_, at) => {
    const [o, rest] = [at % out, Math.floor(at / out)];
    const [i, tap] = [rest % depth, Math.floor(rest / depth)];
    return numbers[(o * depth + i) * rows * columns + tap]!;
  });
  return { path, sizes: [rows, columns, depth, out], numbers: moved };
}

function termsShape(text: string): ConvShape {
  const sizes = /^\d+$/.test(text) && Number(text) > mostTerms ? undefined : parseTerms(text);
  if (sizes === undefined) throw new UsageError(`--terms ${text}: a hunt is for at most ${mostTerms} terms`);
  const { width } = sizes;
  if (smallestOf(width) !== largestOf(width))
    throw new UsageError(`--terms ${shown(text)}: a hunt is for one number of terms, as in --terms 25`);
  return rowShape(largestOf(width));
}

const imageSizes = ({ batch, height, width, channelsIn }: ConvShape) => [batch, height, width, channelsIn];
const kernelSizes = ({ kernelHeight, kernelWidth, channelsIn, channelsOut }: ConvShape) => [
  ...[kernelHeight, kernelWidth, channelsIn, channelsOut],
];

/** An image or a kernel of zeros for a single window. */
function sameWindow({ sizes }: NumberArray): NumberArray {
  if (sizes.length !== 4) return zeros(sizes);
  // Of a kernel HWIO and of an image NHWC alike: rows, columns, channels.
  return zeros([1, ...sizes.slice(0, 3)]);
}

function zeros(sizes: readonly number[]): NumberArray {
  return { path: '--shape', sizes, numbers: new Float64Array(sizes.reduce((product, size) => product * size, 1)) };
}

function constrained(
  { range, imageRange, kernelRange, pixels, image: imageFile, kernel: kernelFile }: HuntOptions,
  image: Float32Array | undefined,
  kernel: Float32Array | undefined,
  readAs: string | undefined,
): Pick<Constraints, 'image' | 'kernel'> {
  const conflict = (first: string, second: string): never => {
    throw new UsageError(`${first} ${second}: both say what the same numbers are; give one of them`);
  };
  if (pixels !== undefined && imageFile !== undefined) conflict('--pixels', '--image');
  if (pixels !== undefined && imageRange !== undefined) conflict('--pixels', '--image-range');
  if (pixels !== undefined && range !== undefined)
    throw new UsageError('--pixels --range: both say what pixels are; --kernel-range is for the kernel alone');
  if (range !== undefined && imageRange !== undefined) conflict('--range', '--image-range');
  if (range !== undefined && kernelRange !== undefined) conflict('--range', '--kernel-range');
  if (imageFile !== undefined && imageRange !== undefined) conflict('--image', '--image-range');
  if (kernelFile !== undefined && kernelRange !== undefined) conflict('--kernel', '--kernel-range');
  const sideOf = (
    given: Float32Array | undefined,
    source: string | undefined,
    [option, own]: readonly [string, string | undefined],
  ): SideConstraint => {
    if (given !== undefined) return { kind: 'given', numbers: given, source: source ?? '' };
    if (own !== undefined) return parseRange(option, own);
    return range === undefined ? { kind: 'free' } : parseRange('--range', range);
  };
  return {
    image:
      pixels === undefined ? sideOf(image, imageFile, ['--image-range', imageRange]) : pixelLevels(parseLevels(pixels)),
    kernel: {
      ...sideOf(kernel, kernelFile, ['--kernel-range', kernelRange]),
      ...(readAs === undefined ? {} : { readAs }),
    },
  };
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i;

function parseRange(option: string, text: string): SideConstraint {
  const ends = text.split(',').map((end) => end.trim());
  const [low = Number.NaN, high = Number.NaN] = ends.map((end) => (decimal.test(end) ? Number(end) : Number.NaN));
  const what = `${option} ${shown(text)}`;
  if (ends.length !== 2 || Number.isNaN(low) || Number.isNaN(high))
    throw new UsageError(`${what}: not LO,HI, two decimal numbers, as in 0,1`);
  return rangeOf(low, high, what);
}

function parseLevels(text: string): '8bit' | 'k/255' {
  if (text === '8bit' || text === 'k/255') return text;
  throw new UsageError(`--pixels ${shown(text)}: not 8bit (0 to 255) or k/255 (these divided by 255)`);
}

function parseCondition(text: string): number {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && Number.isFinite(value)) return value;
  throw new UsageError(`--condition ${shown(text)}: not a number from 1 on; no sum has a condition number below 1`);
}

const aims: readonly HuntAim[] = ['error', 'bound', 'ulp', 'difference'];

function parseAimText(text: string): { readonly aim: HuntAim; readonly partner?: string } {
  const [name = '', ...rest] = text.split(':');
  const aim = aims.find((one) => one === name);
  const partner = rest.join(':');
  if (aim === undefined)
    throw new UsageError(
      `--aim ${shown(text)}: there is no such aim; did you mean ${nearestText(name, aims)}? ` +
        'Aims: error, bound, ulp, difference:SUBJECT',
    );
  if (aim === 'difference' && partner === '')
    throw new UsageError(
      '--aim difference: without a second subject; write difference:SUBJECT, as `lastbit engines` lists them',
    );
  if (aim !== 'difference' && rest.length > 0)
    throw new UsageError(`--aim ${shown(text)}: only difference names a second subject`);
  return aim === 'difference' ? { aim, partner } : { aim };
}

/** The subject with this id, or the one of this engine that computes the operation. Throws a UsageError. */
export function huntedSubject(name: string, op: string | undefined, registry: Registry): Subject {
  const ofEngine = registry.subjects.filter(({ engine }) => engine === name);
  if (ofEngine.length === 0) {
    const subject = subjectNamed(name, registry);
    if (op === undefined || subject.operation === op) return subject;
    throw new UsageError(`--op ${shown(op)}: ${subject.id} computes ${subject.operation}`);
  }
  const computing = ofEngine.filter(({ operation }) => op === undefined || operation === op);
  const usual = computing.filter(({ format, setting }) => format === 'binary32' && setting === undefined);
  const [only, ...others] = computing.length === 1 ? computing : usual;
  const operations = [...new Set(ofEngine.map(({ operation }) => operation as Operation))];
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    `subject ${name}: an engine, which computes ${operations.join(', ')}; name one, as in ${ofEngine[0]!.id}`,
  );
}

/** The index of the output: a number, or ROW,COLUMN,CHANNEL of the first image. Throws a UsageError. */
export function parseOutput(text: string | undefined, shape: ConvShape, operation: Operation): number {
  const outputs = outputSize(shape, operation);
  const sizes = outputShape(shape, operation).slice(1);
  if (text === undefined) return middleOutput(shape, operation);
  const parts = text.split(',');
  const places = parts.map((part) => parseWhole('--output', part.trim()));
  const isIndex = parts.length === 1;
  if (!isIndex && parts.length !== 3)
    throw new UsageError(`--output ${shown(text)}: not an index or ROW,COLUMN,CHANNEL, counted from 0`);
  const beyond = isIndex ? places[0]! >= outputs : places.some((place, axis) => place >= sizes[axis]!);
  if (beyond)
    throw new UsageError(
      `--output ${shown(text)}: the shape has ${outputs} ${outputs === 1 ? 'output' : 'outputs'} ` +
        `(${sizes.join('×')}), counted from 0`,
    );
  const [row = 0, column = 0, channel = 0] = places;
  return isIndex ? row : (row * sizes[1]! + column) * sizes[2]! + channel;
}

/** The output in the middle: with padding its window is whole, if any is. */
function middleOutput(shape: ConvShape, operation: Operation): number {
  const [, rows, columns, channels] = outputShape(shape, operation);
  return (Math.floor(rows / 2) * columns + Math.floor(columns / 2)) * channels;
}
