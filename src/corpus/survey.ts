import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import type { ArithmeticSummary } from '../sums/arithmetic-summary.ts';
import { integer, positive, shape, text, whole } from './schema-parts.ts';

export const surveySchemaName = 'lastbit-survey-2';

/**
 * What `lastbit reveal --all` found on one machine. In a file of `corpus/survey/` the head is the first line. Shapes
 * and arithmetics follow, each once under a key, then the rows, which name them.
 */
export interface Survey {
  readonly schema: typeof surveySchemaName;
  readonly cpu: string;
  /** Vendor, family, model and stepping, if the system tells them. */
  readonly cpuModel?: string | undefined;
  readonly cpuFeatures: readonly string[];
  readonly platform: string;
  /** By engine: the environment variables that may change its results, as far as they were set. */
  readonly switches: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly rows: readonly SurveyRow[];
}

/** One subject at one shape. */
export interface SurveyRow {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
  readonly outputs: number;
  /** Whether the subject computed the shape. */
  readonly outcome: 'value' | 'declined' | 'failed';
  /** Why it declined or failed. */
  readonly because: string | null;
  /** Outputs by the accumulation that they share; empty if the subject declined or failed. */
  readonly groups: readonly SurveyGroup[];
  /** Whether a case alone gives the same bits as in a batch. */
  readonly batchKeepsBits: boolean;
  /** Whether two threads give the bits of one, on random cases; null if the engine cannot be told their number. */
  readonly threadsKeepBits: boolean | null;
}

export interface SurveyGroup {
  readonly outputs: number;
  readonly terms: number;
  readonly padded: number;
  readonly explained: boolean;
  readonly height: number | null;
  /** The tree in words. */
  readonly summary: string | null;
  readonly arithmetic: ArithmeticSummary | null;
  /** A digest of the accumulation, equal only for the same function. */
  readonly digest: string | null;
  readonly because: string | null;
  readonly calls: number;
  readonly rounds: number;
  readonly replays: number;
  readonly mismatches: number;
}

const format = v.strictObject({ precision: positive, minExponent: integer, maxExponent: integer });
const direction = v.picklist(['nearest-even', 'toward-zero', 'up', 'down']);
const end = v.picklist(['nearest-even', 'toward-zero']);

const arithmetic: v.GenericSchema<unknown, ArithmeticSummary> = v.strictObject({
  products: v.strictObject({ exact: whole, rounded: whole }),
  additions: v.array(
    v.strictObject({
      format: v.union([
        v.picklist(['binary32', 'binary64', 'binary32-via-binary64']),
        v.strictObject({ to: format, via: v.exactOptional(format) }),
        v.strictObject({
          ...{ guardBits: whole, end, to: v.exactOptional(format) },
          aligns: v.exactOptional(v.literal('factors')),
        }),
      ]),
      count: positive,
    }),
  ),
  inputs: v.exactOptional(
    v.strictObject({ bits: positive, rounding: end, range: v.exactOptional(v.picklist(['binary16', 'e4m3', 'e5m2'])) }),
  ),
  leavesOut: v.exactOptional(v.picklist(['left', 'right', 'either'])),
  productFormat: v.exactOptional(format),
  rounding: v.exactOptional(direction),
  start: v.picklist(['positive-zero', 'negative-zero', 'first-product']),
  bias: v.exactOptional(v.strictObject({ value: text, enters: v.union([whole, v.literal('end')]) })),
  flush: v.strictObject({ inputs: v.boolean(), products: v.boolean(), sums: v.boolean() }),
  result: v.picklist(['binary32', 'binary64']),
  end: v.exactOptional(v.picklist(['binary16', 'bfloat16'])),
});

const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/, 'not eight lower-case hexadecimal digits'));

/** The form of the lines; the fields of a line are printed in this order, without those that have their default. */
const groupFields = {
  ...{ outputs: whole, terms: whole, padded: v.optional(whole, 0), explained: v.optional(v.boolean(), true) },
  ...{ height: v.optional(v.nullable(whole), null), summary: v.optional(v.nullable(text), null) },
  arithmetic: v.optional(v.nullable(v.union([key, arithmetic])), null),
  ...{ digest: v.optional(v.nullable(text), null), because: v.optional(v.nullable(text), null) },
  ...{ calls: whole, rounds: whole, replays: whole, mismatches: v.optional(whole, 0) },
};
const group: v.GenericSchema<unknown, StoredGroup> = v.strictObject(groupFields);

const rowFields = {
  ...{ subject: text, version: text, shape: v.union([key, shape]), outputs: whole },
  outcome: v.optional(v.picklist(['value', 'declined', 'failed']), 'value'),
  because: v.optional(v.nullable(text), null),
  groups: v.optional(v.array(group), []),
  batchKeepsBits: v.optional(v.boolean(), true),
  threadsKeepBits: v.optional(v.nullable(v.boolean()), null),
};
export const surveyRowSchema: v.GenericSchema<unknown, StoredRow> = v.strictObject(rowFields);

/** A group and a row of a file: what repeats stands for itself, as in version 1, or is the key of its line. */
export type StoredGroup = Omit<SurveyGroup, 'arithmetic'> & { readonly arithmetic: string | ArithmeticSummary | null };
export type StoredRow = Omit<SurveyRow, 'shape' | 'groups'> & {
  readonly shape: string | ConvShape;
  readonly groups: readonly StoredGroup[];
};

/** A line that gives a shape or an arithmetic the key by which rows name it. */
export interface KeyLine {
  readonly key: string;
  readonly shape?: ConvShape;
  readonly arithmetic?: ArithmeticSummary;
}
export const surveyKeySchema: v.GenericSchema<unknown, KeyLine> = v.union([
  v.strictObject({ key, shape }),
  v.strictObject({ key, arithmetic }),
]);

type Head = Omit<Survey, 'rows' | 'schema'> & { readonly schema: typeof surveySchemaName | 'lastbit-survey-1' };
const headFields = {
  schema: v.picklist([surveySchemaName, 'lastbit-survey-1']),
  ...{ cpu: text, cpuModel: v.exactOptional(text), cpuFeatures: v.array(text), platform: text },
  switches: v.record(v.string(), v.record(v.string(), text)),
};
export const surveyHeadSchema: v.GenericSchema<unknown, Head> = v.strictObject(headFields);

/** Each kind of line. */
export const surveyLineSchema: v.GenericSchema<unknown, StoredRow | KeyLine | Head> = v.union([
  surveyHeadSchema,
  surveyKeySchema,
  surveyRowSchema,
]);

/** The names of the fields, in order. */
export const surveyFields: Readonly<Record<'head' | 'row' | 'group', readonly string[]>> = {
  head: Object.keys(headFields),
  row: Object.keys(rowFields),
  group: Object.keys(groupFields),
};

/** What is left out of a line, by name. */
export const surveyDefaults: Readonly<Record<'row' | 'group', Readonly<Record<string, unknown>>>> = {
  row: { outcome: 'value', because: null, batchKeepsBits: true, threadsKeepBits: null },
  group: {
    padded: 0,
    explained: true,
    height: null,
    summary: null,
    arithmetic: null,
    digest: null,
    because: null,
    mismatches: 0,
  },
};
