import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import { type Bits32, isBits32 } from '../float/bits.ts';

/** What the forms of all kinds of files have in common. */
export const text: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.nonEmpty());
export const whole: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positive: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const bits32: v.GenericSchema<unknown, Bits32> = v.custom<Bits32>(
  (value) => typeof value === 'string' && isBits32(value),
  'not eight lower-case hexadecimal digits',
);

const pair = v.strictTuple([positive, positive]);

export const shape: v.GenericSchema<unknown, ConvShape> = v.strictObject({
  batch: positive,
  height: positive,
  width: positive,
  channelsIn: positive,
  channelsOut: positive,
  kernelHeight: positive,
  kernelWidth: positive,
  stride: pair,
  dilation: pair,
  padding: v.union([v.picklist(['valid', 'same']), v.strictTuple([whole, whole, whole, whole])]),
});
