import type { Sides } from '../../../arrays/request.ts';
import type { VolumePadding } from '../../../conv/volume.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { FloatType } from '../../../float/element-type.ts';
import { bfloat16, binary16, binary32, binary64, type Format } from '../../../float/format.ts';
import { oneOf } from '../../array-options.ts';

/** One array that an implementation gave. */
export interface NamedOutput {
  readonly name: string;
  readonly path: string;
}

/** Options of all operations, as commander gives them. */
export interface JudgeOptions {
  readonly output: readonly string[];
  readonly type?: string;
  readonly roundInputs?: true;
  readonly accumulator?: string;
  readonly all?: true;
  readonly json?: true;
  readonly link?: true;
  readonly linkBase?: string;
  readonly report?: string;
  readonly svg?: string;
  readonly png?: string;
}

/**
 * `FILE` or `NAME=FILE`: the first = ends the name, so a path with = in it needs a name. Throws a UsageError, as all
 * functions here.
 */
export function parseOutputs(texts: readonly string[]): readonly NamedOutput[] {
  const outputs = texts.map((text) => {
    const [, name, path] = /^([^=]*)=(.*)$/s.exec(text) ?? [undefined, text, text];
    if (path === '' || name === '') throw new UsageError(`--output ${shown(text)}: not FILE or NAME=FILE`);
    return { name: name!, path: path! };
  });
  const twice = outputs.find(({ name }, place) => outputs.findIndex((one) => one.name === name) !== place);
  if (twice !== undefined) {
    throw new UsageError(
      `--output ${shown(twice.name)}: two outputs of this name; give names, as in a=1.npy and b=2.npy`,
    );
  }
  return outputs;
}

/** Of stride, dilation and padding: a larger one would only make tables. */
export const greatestStep = 1_000_000;

export function parseConvPadding(text: string): 'valid' | 'same' | number | Sides | VolumePadding {
  const word = text.trim().toLowerCase();
  if (word === 'valid' || word === 'same') return word;
  const numbers = text.split(/[x×,]/).map(whole);
  const [top = 0, bottom = 0, left = 0, right = 0] = numbers;
  const isRight = numbers.every((zeros) => zeros >= 0 && zeros <= greatestStep);
  if (isRight && numbers.length === 1) return top;
  // As PyTorch has it.
  if (isRight && numbers.length === 2) return [top, top, bottom, bottom];
  if (isRight && numbers.length === 4 && !/[x×]/.test(text)) return [top, bottom, left, right];
  // Of volumes.
  if (isRight && numbers.length === 3 && !text.includes(',')) return [top, top, bottom, bottom, left, left];
  if (isRight && numbers.length === 6 && !/[x×]/.test(text)) return numbers as unknown as VolumePadding;
  throw new UsageError(
    `--padding ${shown(text)}: not valid, same, N for all sides, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT ` +
      'with whole numbers up to 1,000,000',
  );
}

const whole = (text: string): number => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** Also by the names of types. */
export const parseAccumulator = (text: string): Format =>
  oneOf('--accumulator', text.trim().replace(/^float(?=16|32|64)/i, 'binary'), {
    ...{ binary16, bfloat16, binary32, binary64 },
  });

/** Of answers in text. */
export const parseType = (text: string): FloatType =>
  oneOf('--type', text, { float16: 'float16', bfloat16: 'bfloat16', float32: 'float32', float64: 'float64' });
