import type { ArrayRequest, ConvRequest } from '../arrays/request.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';

import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import type { ExplainRequest } from '../explain/explain.ts';
import { type Observed, parseObserved, type ReadAs } from '../explain/printed-decimal.ts';
import { seedObserved, seedRequest } from '../explain/seed-case.ts';
import { allNumbers, type OpenArray } from '../files/all-numbers.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { caseOfArrays } from '../files/case-of-arrays.ts';
import { isBinary32 } from '../float/bits.ts';
import type { ElementType } from '../float/element-type.ts';
import { axesOf, convOptions } from './array-options.ts';
import { formatOfTypes, windowOfArrays } from './explain-window.ts';
import { parseArrayPadding, parsePadding, parsePair, parseWhole } from './options.ts';
import { type OutputIndex, outputNumber, parseOutputIndex } from './output-index.ts';

/** The options of `lastbit explain`, as they were typed. */
export interface ExplainOptions {
  readonly image?: string;
  readonly kernel?: string;
  readonly stride?: string;
  readonly dilation?: string;
  readonly padding?: string;
  readonly groups?: string;
  readonly bias?: string;
  readonly transposed?: true;
  readonly layout?: string;
  readonly kernelLayout?: string;
  readonly axis?: string;
  readonly mean?: true;
  readonly roundInputs?: true;
  readonly observed?: readonly string[];
  readonly as?: string;
  readonly output: string;
  readonly seed: string;
}

type Typed = keyof ExplainOptions;
const operations = ['conv', 'matmul', 'dot', 'sum'] as const;
const ofConv: readonly Typed[] = [
  ...(['image', 'kernel', 'stride', 'dilation', 'padding', 'groups', 'bias', 'transposed'] as const),
  ...(['layout', 'kernelLayout'] as const),
];
const ofSum: readonly Typed[] = ['axis', 'mean'];

/** What is to be explained, of arrays that `open` opens. Throws a UsageError, one line, for what cannot be. */
export function explainRequest(
  operation: string | undefined,
  paths: readonly string[],
  options: ExplainOptions,
  open: OpenArray,
): ExplainRequest {
  const kind = operations.find((one) => one === (operation ?? 'conv'));
  if (kind === undefined)
    throw new UsageError(
      /\.\w+$/.test(operation!)
        ? `explain ${shown(operation!)}: a file where the operation is due; as in explain dot a.npy b.npy`
        : `explain ${shown(operation!)}: no such operation; did you mean ${nearestText(operation!, [...operations])}?`,
    );
  refuseOptions(kind, options);
  const observed = observedOf(options);
  const [output, seed] = [parseOutputIndex(options.output), parseWhole('--seed', options.seed)];
  const numbers = { observed, output, seed };
  if (kind === 'conv') {
    if (paths.length > 0) throw new UsageError('explain conv: give the arrays by --image and --kernel');
    return convRequest(options, numbers, open);
  }
  const wanted = kind === 'sum' ? 1 : 2;
  if (paths.length !== wanted)
    throw new UsageError(
      `explain ${kind}: takes ${wanted === 1 ? '1 array' : '2 arrays'}, not ${paths.length}; as in ` +
        `explain ${kind} ${wanted === 1 ? 'a.npy' : 'a.npy b.npy'}`,
    );
  return windowRequest(paths, options, numbers, open, ([first, second]) =>
    kind === 'sum'
      ? { kind, array: first!, ...axesOf(options), mean: options.mean === true }
      : { kind, left: first!, right: second! },
  );
}

function refuseOptions(kind: (typeof operations)[number], options: ExplainOptions): void {
  const others = kind === 'conv' ? ofSum : kind === 'sum' ? ofConv : [...ofConv, ...ofSum];
  const given = others.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = given.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(
    `--${flag}: not an option of explain ${kind}; it is one of ${ofSum.includes(given) ? 'sum' : 'conv'}`,
  );
}

function observedOf({ observed = [], as }: ExplainOptions): readonly Observed[] {
  if (as !== undefined && !['repr', 'fixed', 'exact'].includes(as))
    throw new UsageError(`--as ${shown(as)}: not repr, fixed or exact`);
  return observed.map((text) => ({ ...(as === undefined ? {} : { as: as as ReadAs }), ...parseObserved(text) }));
}

type Numbers = Pick<ExplainRequest, 'observed' | 'seed'> & { readonly output: OutputIndex };

/** Opens the files, takes the one window that is explained, and closes them. */
function windowRequest(
  paths: readonly string[],
  { roundInputs }: ExplainOptions,
  { observed, output, seed }: Numbers,
  open: OpenArray,
  requestOf: (files: readonly ArrayFile[]) => ArrayRequest,
): ExplainRequest {
  const files: ArrayFile[] = [];
  try {
    for (const path of paths) files.push(open(path));
    const window = windowOfArrays(requestOf(files), output, roundInputs === true);
    return { ...window, ...{ observed, seed, output: 0 } };
  } finally {
    for (const file of files) file.close();
  }
}

const numbered = (numbers: Numbers, shape: ConvShape) => ({
  ...numbers,
  output: outputNumber(numbers.output, outputShape(shape)),
});

function convRequest(options: ExplainOptions, numbers: Numbers, open: OpenArray): ExplainRequest {
  const stride = parsePair('--stride', options.stride ?? '1');
  const dilation = parsePair('--dilation', options.dilation ?? '1');
  const padding = parsePadding(options.padding ?? 'valid');
  const { image, kernel } = options;
  if (image === undefined && kernel === undefined) {
    const { case: input, ...rest } = seedRequest;
    const shape = { ...input.shape, stride, dilation, padding };
    return {
      ...{ ...rest, case: { ...input, shape }, ...numbered(numbers, shape) },
      observed: [...(padding === 'valid' ? seedObserved : []), ...numbers.observed],
    };
  }
  if (image === undefined)
    throw new UsageError('--kernel without --image: give both, or neither for the question of 2018');
  if (kernel === undefined)
    throw new UsageError('--image without --kernel: give both, or neither for the question of 2018');
  const geometry = { stride, dilation, padding };
  if (isWindow(options) || isOtherLayout(image, kernel, open))
    return convWindow(image, kernel, options, numbers, geometry, open);
  const arrays = [allNumbers(image, open), allNumbers(kernel, open)] as const;
  // Convolutions of one axis.
  if (arrays.every(({ sizes }) => sizes.length % 2 === 1))
    return convWindow(image, kernel, options, numbers, geometry, open);
  const request = (roundInputs: boolean): ExplainRequest => {
    const { case: input, rounded } = caseOfArrays(...arrays, { ...geometry, roundInputs });
    const format = formatOfTypes([image, kernel].map((path) => typeOf(path, open)));
    return {
      case: input,
      source: `${image} and ${kernel}`,
      roundedInputs: rounded,
      ...format,
      ...numbered(numbers, input.shape),
    };
  };
  if (arrays.every(({ numbers: all }) => all.every(isBinary32))) return request(false);
  const rounded = options.roundInputs === true ? request(true) : undefined;
  const layouts = { layout: 'nhwc', kernelLayout: 'hwio' };
  const window = convWindow(image, kernel, { ...options, ...layouts }, numbers, geometry, open);
  return rounded === undefined
    ? window
    : { ...rounded, ...(window.moved === undefined ? {} : { moved: window.moved }) };
}

function typeOf(path: string, open: OpenArray): ElementType {
  const file = open(path);
  file.close();
  return file.type;
}

/** Whether a convolution is more than an image in NHWC and a kernel in HWIO. */
function isWindow({ groups, bias, transposed, layout, kernelLayout }: ExplainOptions): boolean {
  return [groups, bias, transposed, layout, kernelLayout].some((one) => one !== undefined);
}

/** Whether the channels fit as PyTorch has them, NCHW and OIHW, and not as NHWC and HWIO. */
function isOtherLayout(image: string, kernel: string, open: OpenArray): boolean {
  const [pixels = [], taps = []] = [image, kernel].map((path) => sizesOf(path, open));
  return pixels.length === 4 && taps.length === 4 && pixels[3] !== taps[2] && pixels[1] === taps[1];
}

function sizesOf(path: string, open: OpenArray): readonly number[] {
  const file = open(path);
  file.close();
  return file.sizes;
}

function convWindow(
  image: string,
  kernel: string,
  options: ExplainOptions,
  numbers: Numbers,
  geometry: Pick<ConvRequest, 'stride' | 'dilation'>,
  open: OpenArray,
): ExplainRequest {
  const { bias, transposed } = options;
  const texts = convOptions(options);
  return windowRequest([image, kernel, ...(bias === undefined ? [] : [bias])], options, numbers, open, (files) => ({
    ...{ kind: 'conv', image: files[0]!, kernel: files[1]! },
    ...{ ...geometry, padding: parseArrayPadding(options.padding ?? 'valid') },
    ...(files[2] === undefined ? {} : { bias: files[2] }),
    ...texts,
    ...(transposed === undefined ? {} : { transposed }),
  }));
}
