import { paddingOfText } from '../conv/padding-text.ts';
import type { ConvShape, Padding } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { isVolumeText, type Steps, stepsOf, volumePaddingOfText } from '../conv/volume.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Collects the values of a repeatable option. */
export function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A whole number from 0 on. Throws a UsageError that names the option, like all functions here. */
export function parseWhole(option: string, text: string): number {
  const value = wholeOf(text);
  if (value !== undefined) return value;
  throw new UsageError(`${option} ${shown(text)}: not a whole number from 0 on`);
}

function wholeOf(text: string): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

/** How many cases, rounds or seconds: a whole number from 1 to 10^9. */
export function parseCount(option: string, text: string): number {
  return parseBetween(option, text, 1, 10 ** 9);
}

/** A whole number from `least` to `greatest`. */
export function parseBetween(option: string, text: string, least: number, greatest: number): number {
  const value = wholeOf(text);
  if (value !== undefined && value >= least && value <= greatest) return value;
  throw new UsageError(`${option} ${shown(text)}: not a whole number from ${least} to ${greatest}`);
}

/** `N` for both axes, or `ROWSxCOLUMNS`, also written `ROWS,COLUMNS`; each from 1 to `greatest`. */
export function parsePair(option: string, text: string, greatest?: number): readonly [rows: number, columns: number] {
  const [rows = Number.NaN, columns = rows, ...more] = text.split(/[x×,]/).map(whole);
  const most = greatest ?? Number.POSITIVE_INFINITY;
  if (more.length === 0 && [rows, columns].every((step) => step >= 1 && step <= most)) return [rows, columns];
  const range = greatest === undefined ? 'on' : `to ${greatest.toLocaleString('en-US')}`;
  throw new UsageError(`${option} ${shown(text)}: not N or ROWSxCOLUMNS with whole numbers from 1 ${range}`);
}

/** `valid`, `same`, `N`, `ROWSxCOLUMNS` or `TOP,BOTTOM,LEFT,RIGHT`. */
export function parsePadding(text: string): Padding {
  const padding = paddingOfText(text);
  if (padding !== undefined) return padding;
  throw new UsageError(
    `--padding ${shown(text)}: not valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT with whole numbers from 0 on`,
  );
}

/** `N` for all axes, `ROWSxCOLUMNS`, or `SLICESxROWSxCOLUMNS`. */
export function parseVolumeSteps(option: string, text: string, greatest?: number): Steps {
  const [slices, ...rest] = text.split(/[x×,]/);
  if (rest.length === 0) return stepsOf(parsePair(option, text, greatest)[0]);
  if (rest.length !== 2) return stepsOf(parsePair(option, text, greatest));
  return [parsePair(option, slices!, greatest)[0], ...parsePair(option, rest.join('x'), greatest)];
}

/** `N`, `ROWSxCOLUMNS`, or of volumes `SLICESxROWSxCOLUMNS`: for arrays, of which one number is all their steps. */
export function parseSteps(
  option: string,
  text: string,
  greatest?: number,
): number | readonly [number, number] | Steps {
  const parts = text.split(/[x×,]/).length;
  if (parts === 1) return parsePair(option, text, greatest)[0];
  return parts === 3 ? parseVolumeSteps(option, text, greatest) : parsePair(option, text, greatest);
}

/** What may go with --shape. */
export interface ShapeTexts {
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: string | undefined;
}

/** The shape that these options give. */
export function parseShape(text: string, { stride = '1', dilation = '1', padding = 'valid' }: ShapeTexts): ConvShape {
  if (!isVolumeText(text)) {
    const pairs = { stride: parsePair('--stride', stride), dilation: parsePair('--dilation', dilation) };
    return convShape(text, { ...pairs, padding: parsePadding(padding) });
  }
  const zeros = volumePaddingOfText(padding);
  if (zeros === undefined) {
    const right = 'valid, same, N, SLICESxROWSxCOLUMNS, or FRONT,BACK,TOP,BOTTOM,LEFT,RIGHT';
    throw new UsageError(`--padding ${shown(padding)}: not ${right} with whole numbers from 0 on`);
  }
  const steps = { stride: parseVolumeSteps('--stride', stride), dilation: parseVolumeSteps('--dilation', dilation) };
  return convShape(text, { ...steps, padding: zeros });
}

/** The same for arrays, of which a single number pads all sides that they have. */
export function parseArrayPadding(text: string): Padding | number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : parsePadding(text);
}

function whole(text: string): number {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
