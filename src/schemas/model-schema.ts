import * as v from 'valibot';
import { allOperations } from '../conv/operation.ts';
import { bits32, integer, positive, shape, text, whole } from '../corpus/schema-parts.ts';
import { type ModelFile, modelVersion, type OutputsModel } from '../reveal/convolution/subject-model.ts';

const format = v.pipe(
  v.strictObject({
    precision: v.pipe(positive, v.maxValue(64)),
    minExponent: v.pipe(integer, v.minValue(-16382), v.maxValue(0)),
    maxExponent: v.pipe(integer, v.minValue(0), v.maxValue(16383)),
  }),
  v.description('significant bits, the exponent of the smallest normal number, and that of the largest power of two'),
);
const ending = v.picklist(['toward-zero', 'nearest-even']);
const rounding = v.picklist(['nearest-even', 'toward-zero', 'up', 'down']);
const addition = v.variant('kind', [
  v.strictObject({ kind: v.literal('rounded'), to: format, via: v.nullable(format) }),
  v.strictObject({
    kind: v.literal('fused'),
    to: format,
    guardBits: integer,
    alignedBy: v.picklist(['values', 'factors']),
    end: ending,
  }),
]);

const model: v.GenericSchema<unknown, OutputsModel> = v.strictObject({
  outputs: v.pipe(v.array(whole), v.minLength(1), v.description('all that are computed in this way')),
  terms: v.pipe(v.array(whole), v.minLength(1), v.description('for each leaf of the tree, the canonical number')),
  tree: v.pipe(text, v.description('parenthesised: (0+1)+2; an addition of three terms at once is (0+1+2)')),
  inputs: v.nullable(v.strictObject({ format, rounding: ending })),
  leavesOut: v.pipe(
    v.nullable(v.picklist(['left', 'right', 'either'])),
    v.description('terms whose factor on this side is a zero are left out: their product is −0'),
  ),
  products: v.array(v.picklist(['rounded', 'exact'])),
  productFormat: format,
  ways: v.pipe(v.array(addition), v.description('the different ways to add')),
  additions: v.pipe(
    v.array(whole),
    v.description("for each addition, in the order in which the tree's text closes them, the index of its way"),
  ),
  rounding,
  start: v.picklist(['positive-zero', 'negative-zero', 'first-product']),
  ownStart: v.array(whole),
  constant: v.nullable(v.strictObject({ bits: bits32, enters: v.union([whole, v.literal('end')]) })),
  flush: v.strictObject({ inputs: v.boolean(), products: v.boolean(), sums: v.boolean() }),
  result: v.picklist(['binary32', 'binary64']),
  end: v.exactOptional(
    v.pipe(format, v.description('binary16 or bfloat16: the result is rounded to it last of all; absent: to none')),
  ),
});

/** The form of what `reveal --model` writes and `--engine NAME=model:FILE` reads. */
export const modelSchema: v.GenericSchema<unknown, ModelFile> = v.strictObject({
  schema: v.literal(modelVersion),
  subject: text,
  version: text,
  operation: v.picklist(allOperations),
  shape,
  models: v.pipe(v.array(model), v.minLength(1)),
});

/** Parts that docs/model.schema.json names. */
export const modelParts: Readonly<Record<string, v.GenericSchema>> = { shape, bits32, format, addition, model };
