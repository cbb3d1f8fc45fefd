import { bfloat16, binary16, binary32, binary64, extended, type Format } from '../float/format.ts';
import type { Accumulation, FusedAdder, NodeFormat, OtherFormat } from './accumulation.ts';

export function isFused(format: NodeFormat): format is FusedAdder {
  return typeof format === 'object' && 'guardBits' in format;
}

/** The roundings of an addition that is no fused adder: the last one, and the one before it where there is one. */
export function roundingsOf(format: Exclude<NodeFormat, FusedAdder>): OtherFormat {
  if (typeof format === 'object') return format;
  if (format === 'binary64') return { to: binary64 };
  return format === 'binary32' ? { to: binary32 } : { to: binary32, via: binary64 };
}

/** Whether a number of this addition may be none of binary32. */
export function isWider(format: NodeFormat): boolean {
  return !isFused(format) && roundingsOf(format).to.precision > binary32.precision;
}

/** Whether programs (program.ts) compute an accumulation: named formats, to nearest, and no number but +0 to start from or to end with. */
export function isPlain({ nodes, start, bias, rounding, productFormat }: Accumulation): boolean {
  return (
    nodes.every((format) => typeof format === 'string') &&
    start !== 'negative-zero' &&
    (bias === undefined || (bias.enters === 'end' && Object.is(bias.value, 0))) &&
    (rounding ?? 'nearest-even') === 'nearest-even' &&
    productFormat === undefined
  );
}

/** As records spell it: a name, or the number of significant bits. */
export function formatName(format: NodeFormat): string {
  if (typeof format === 'string') return format;
  if (isFused(format)) {
    const { guardBits, end } = format;
    return `fused adder, ${guardBits} guard bits, ${end === 'toward-zero' ? 'cut' : 'rounded to nearest'}`;
  }
  return format.via === undefined ? nameOf(format.to) : `${nameOf(format.to)}-via-${nameOf(format.via)}`;
}

const named: readonly (readonly [string, Format])[] = Object.entries({
  binary16,
  bfloat16,
  binary32,
  binary64,
  extended,
});

export function nameOf(format: Format): string {
  const name = named.find(([, one]) => sameFormat(one, format))?.[0];
  if (name !== undefined) return name;
  const { precision, minExponent } = format;
  return `${precision} significant bits${minExponent === binary16.minExponent ? ' in the range of binary16' : ''}`;
}

export function sameFormat(a: Format, b: Format): boolean {
  return a.precision === b.precision && a.minExponent === b.minExponent && a.maxExponent === b.maxExponent;
}
