import type { ArrayRequest } from '../../../arrays/request.ts';
import type { OpenArray } from '../../../files/all-numbers.ts';
import { axesOf, type ConvTexts, convOptions } from '../../array-options.ts';
import { parseSteps } from '../../options.ts';
import { greatestStep, parseConvPadding } from './parse-judge.ts';

/** The options that say what is computed, as they were typed. */
export interface RequestOptions extends ConvTexts {
  readonly image?: string;
  readonly kernel?: string;
  readonly bias?: string;
  readonly stride?: string;
  readonly padding?: string;
  readonly dilation?: string;
  readonly transposed?: true;
  readonly axis?: string;
  readonly mean?: true;
}

/** What the outputs answer; `paths` are two arrays of a product and one of a sum. Throws a UsageError. */
export function judgeRequest(
  kind: 'conv' | 'matmul' | 'dot' | 'sum',
  paths: readonly string[],
  options: RequestOptions,
  open: OpenArray,
): ArrayRequest {
  const [first = '', second = ''] = paths;
  if (kind === 'conv') return convRequest(options, open);
  if (kind === 'sum') {
    const axes = axesOf(options);
    return { kind, array: open(first), mean: options.mean === true, ...axes };
  }
  return { kind, left: open(first), right: open(second) };
}

function convRequest(options: RequestOptions, open: OpenArray): ArrayRequest {
  const { image = '', kernel = '', bias, stride, padding, dilation } = options;
  const parsed = {
    ...(stride === undefined ? {} : { stride: parseSteps('--stride', stride, greatestStep) }),
    ...(padding === undefined ? {} : { padding: parseConvPadding(padding) }),
    ...(dilation === undefined ? {} : { dilation: parseSteps('--dilation', dilation, greatestStep) }),
    ...convOptions(options),
  };
  return {
    ...{ kind: 'conv', image: open(image), kernel: open(kernel) },
    ...(bias === undefined ? {} : { bias: open(bias) }),
    ...parsed,
    transposed: options.transposed === true,
  };
}
