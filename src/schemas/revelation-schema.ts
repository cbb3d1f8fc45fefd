import * as v from 'valibot';
import type { Difference } from '../compare/difference.ts';
import { bits16, bits32, bits64, shape, whole } from '../corpus/schema-parts.ts';
import type { RevelationRecord } from '../reveal/convolution/revelation-record.ts';
import type { ModelFile } from '../reveal/convolution/subject-model.ts';
import { modelParts, modelSchema } from './model-schema.ts';

/** The form of what `reveal --json` prints. docs/reveal.schema.json is printed from it. */
export interface RevelationJson extends BoundedRecord {
  readonly allOutputs: number;
  readonly comparedCases: number;
  readonly batchKeepsBits: boolean;
  readonly threadsKeepBits: boolean | null;
  readonly otherOutputs: readonly BoundedRecord[];
  /** As `--model` writes it; null where nothing is explained. */
  readonly model: ModelFile | null;
}

/** A record with the bound of its tree; null where none is proven. */
interface BoundedRecord extends RevelationRecord {
  readonly bound: {
    readonly n: number;
    readonly claim: string;
    readonly narrow: number;
    readonly wide: number;
    readonly formula: string;
  } | null;
}

/** The form of what `reveal --diff --json` prints. */
export interface DifferenceJson extends Omit<Difference, 'found'> {
  readonly found:
    | { readonly kind: 'equal'; readonly because: string }
    | { readonly kind: 'none'; readonly cases: number }
    | { readonly kind: 'different'; readonly cases: number; readonly smallest: SmallestJson };
}

interface SmallestJson {
  readonly shape: Difference['shape'];
  readonly imageBits: readonly string[];
  readonly kernelBits: readonly string[];
  readonly output: number;
  readonly exact: string;
  readonly tried: number;
  readonly minimal: boolean;
  readonly results: readonly [ResultJson, ResultJson];
}

interface ResultJson {
  readonly subject: string;
  readonly bits: string;
  readonly decimal: string;
}

const string = v.string();
const maybeText = v.nullable(string);
const wholes = v.array(whole);

const recordFields = {
  subject: string,
  version: string,
  shape,
  output: v.pipe(whole, v.description('the one that was probed')),
  outputs: v.pipe(wholes, v.description('all that its accumulation explains')),
  explained: v.boolean(),
  terms: v.pipe(whole, v.description('of the probed output, without those on padding')),
  padded: v.pipe(whole, v.description('terms on padding')),
  termNumbers: v.pipe(
    v.nullable(wholes),
    v.description('where some lie on padding: the canonical number of each leaf'),
  ),
  tree: v.pipe(maybeText, v.description('parenthesised: (0+1)+2; an addition of three terms at once is (0+1+2)')),
  height: v.nullable(whole),
  ...{ summary: maybeText, arithmetic: maybeText, proof: maybeText },
  products: v.pipe(v.nullable(v.array(v.picklist(['rounded', 'fused', 'exact']))), v.description('by term')),
  accumulators: v.pipe(
    v.nullable(v.array(string)),
    v.description("format of each addition, in the order in which the tree's text closes them"),
  ),
  result: v.nullable(v.picklist(['binary32', 'binary64'])),
  flushes: v.nullable(v.strictObject({ inputs: v.boolean(), products: v.boolean(), sums: v.boolean() })),
  start: v.nullable(v.picklist(['positive-zero', 'negative-zero', 'first-product'])),
  inputs: v.pipe(
    v.nullable(
      v.strictObject({
        bits: v.pipe(v.number(), v.integer(), v.minValue(2)),
        rounding: v.picklist(['nearest-even', 'toward-zero']),
        range: v.exactOptional(v.picklist(['binary16', 'e4m3', 'e5m2'])),
      }),
    ),
    v.description('where factors are narrowed before they are multiplied'),
  ),
  leavesOut: v.pipe(
    v.nullable(v.picklist(['left', 'right', 'either'])),
    v.description('terms with a zero as this factor are left out, so that ∞ · 0 is no NaN'),
  ),
  productFormat: v.pipe(maybeText, v.description('to what rounded products are rounded')),
  rounding: v.pipe(
    v.nullable(v.picklist(['nearest-even', 'toward-zero', 'up', 'down'])),
    v.description('of every rounding but those of fused adders, which their format names'),
  ),
  ownStart: v.nullable(wholes),
  bias: v.nullable(v.strictObject({ value: string, enters: string })),
  ...{ calls: whole, treeCalls: whole, rounds: whole, wallMs: whole, engineMs: whole, ownMs: whole },
  replay: v.nullable(v.strictObject({ cases: whole, mismatches: whole })),
  ...{ obstacle: maybeText, because: maybeText },
  mismatch: v.nullable(
    v.strictObject({
      ...{ kind: string, left: v.array(bits32), right: v.array(bits32), computed: bits64, predicted: bits64 },
    }),
  ),
};
const record: v.GenericSchema<unknown, RevelationRecord> = v.strictObject(recordFields);

const bound = v.pipe(
  v.nullable(v.strictObject({ n: whole, claim: string, narrow: whole, wide: whole, formula: string })),
  v.description('how far the tree may be from the exact value, and the roundings on its longest path'),
);
const boundedRecord: v.GenericSchema<unknown, BoundedRecord> = v.strictObject({ ...recordFields, bound });

const revelation: v.GenericSchema<unknown, RevelationJson> = v.strictObject({
  ...{ ...recordFields, bound },
  ...{ allOutputs: whole, comparedCases: whole, batchKeepsBits: v.boolean() },
  threadsKeepBits: v.nullable(v.boolean()),
  otherOutputs: v.array(boundedRecord),
  model: v.pipe(v.nullable(modelSchema), v.description('what `--model` writes; null where nothing is explained')),
});

const side = v.strictObject({
  subject: string,
  version: string,
  format: v.picklist(['binary32', 'binary64', 'binary16', 'bfloat16']),
  groups: v.pipe(v.array(record), v.minLength(1)),
});
const result = v.strictObject({ subject: string, bits: v.union([bits32, bits64, bits16]), decimal: string });
const smallest = v.strictObject({
  ...{ shape, imageBits: v.array(bits32), kernelBits: v.array(bits32), output: whole, exact: string, tried: whole },
  minimal: v.boolean(),
  results: v.strictTuple([result, result]),
});
const difference: v.GenericSchema<unknown, DifferenceJson> = v.strictObject({
  shape,
  sides: v.strictTuple([side, side]),
  found: v.union([
    v.strictObject({ kind: v.literal('equal'), because: string }),
    v.strictObject({ kind: v.literal('none'), cases: whole }),
    v.strictObject({ kind: v.literal('different'), cases: whole, smallest }),
  ]),
});

export const revealSchema: v.GenericSchema<unknown, RevelationJson | DifferenceJson> = v.union([
  revelation,
  difference,
]);

/** Parts that docs/reveal.schema.json names. */
export const revealParts: Readonly<Record<string, v.GenericSchema>> = {
  ...modelParts,
  modelFile: modelSchema,
  bits64,
  record,
  boundedRecord,
  revelation,
  difference,
};
