import type { ConvRequest, KernelLayout, Layout, SumRequest } from '../arrays/request.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseBetween } from './options.ts';

/** Options about arrays that `judge`, `explain` and `tolerance` share, as texts. */
export interface ConvTexts {
  readonly groups?: string | undefined;
  readonly layout?: string | undefined;
  readonly kernelLayout?: string | undefined;
}

const mostGroups = 1_000_000;

/** Groups and layouts; absent options stay absent. Throws a UsageError that names the option, as all functions here. */
export function convOptions(options: ConvTexts): Pick<ConvRequest, 'groups' | 'layout' | 'kernelLayout'> {
  const { groups, layout, kernelLayout } = options;
  return {
    ...(groups === undefined ? {} : { groups: parseBetween('--groups', groups, 1, mostGroups) }),
    ...(layout === undefined ? {} : { layout: parseLayout(layout) }),
    ...(kernelLayout === undefined ? {} : { kernelLayout: parseKernelLayout(kernelLayout) }),
  };
}

const parseLayout = (text: string): Layout => oneOf('--layout', text, { nhwc: 'nhwc', nchw: 'nchw' });

export const parseKernelLayout = (text: string): KernelLayout =>
  oneOf('--kernel-layout', text, { hwio: 'hwio', oihw: 'oihw' });

/** `0,1`; negative axes count from the last. */
export function axesOf({ axis }: { readonly axis?: string | undefined }): Pick<SumRequest, 'axes'> {
  if (axis === undefined) return {};
  const axes = axis.split(',').map((word) => {
    if (/^-?\d{1,3}$/.test(word.trim())) return Number(word);
    throw new UsageError(`--axis ${shown(axis)}: not axes separated by commas, as in 0 or 0,2 or -1`);
  });
  return { axes };
}

/** A word in upper or lower case, and what it stands for. */
export function oneOf<Value>(option: string, text: string, values: Readonly<Record<string, Value>>): Value {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(values, word)) return values[word]!;
  throw new UsageError(
    `${option} ${shown(text)}: not ${new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.keys(values))}`,
  );
}
