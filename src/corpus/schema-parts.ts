import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import { type Bits32, type Bits64, isBits32, isBits64 } from '../float/bits.ts';

/** Parts of the schemas of all files. */
export const text: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.nonEmpty());
export const integer: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger());
export const whole: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positive: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** The same expressions as in `isBits32` and `isBits64`, which give the types. */
export const bits32: v.GenericSchema<unknown, Bits32> = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}$/, 'not eight lower-case hexadecimal digits'),
  v.guard(isBits32),
);
export const bits16: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{4}$/, 'not four lower-case hexadecimal digits'),
);
export const bits64: v.GenericSchema<unknown, Bits64> = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{16}$/, 'not sixteen lower-case hexadecimal digits'),
  v.guard(isBits64),
);

const pair = v.pipe(v.strictTuple([positive, positive]), v.description('rows, columns'));

export const shape: v.GenericSchema<unknown, ConvShape> = v.pipe(
  v.strictObject({
    batch: positive,
    height: positive,
    width: positive,
    channelsIn: positive,
    channelsOut: positive,
    kernelHeight: positive,
    kernelWidth: positive,
    stride: pair,
    dilation: pair,
    padding: v.union([
      v.picklist(['valid', 'same']),
      v.pipe(v.strictTuple([whole, whole, whole, whole]), v.description('top, bottom, left, right')),
    ]),
    groups: v.exactOptional(v.pipe(positive, v.description('of channels of the image; 1 if left out'))),
    outputPadding: v.exactOptional(v.pipe(v.strictTuple([whole, whole]), v.description('of transposed-conv2d'))),
    depth: v.exactOptional(
      v.pipe(
        v.strictObject({
          ...{ size: positive, kernel: positive, stride: positive, dilation: positive },
          ...{ before: whole, after: whole },
        }),
        v.description('the slices of conv3d; NDHWC image, DHWIO kernel; `before` and `after` are slices of zeros'),
      ),
    ),
  }),
  v.description('NHWC image, HWIO kernel, not flipped; pairs are [rows, columns].'),
);
