import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import type { ArithmeticSummary } from '../sums/arithmetic-summary.ts';
import { integer, positive, shape, text, whole } from './schema-parts.ts';

export const surveySchemaName = 'lastbit-survey-1';

/**
 * What `lastbit reveal --all` found on one machine. In a file of `corpus/survey/` the head is the first line, and each
 * row is another.
 */
export interface Survey {
  readonly schema: typeof surveySchemaName;
  readonly cpu: string;
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
});

/** The form of the lines of a survey; the fields of a line are printed in this order. */
const groupFields = {
  ...{ outputs: whole, terms: whole, padded: whole, explained: v.boolean(), height: v.nullable(whole) },
  ...{ summary: v.nullable(text), arithmetic: v.nullable(arithmetic), digest: v.nullable(text) },
  ...{ because: v.nullable(text), calls: whole, rounds: whole, replays: whole, mismatches: whole },
};
const group: v.GenericSchema<unknown, SurveyGroup> = v.strictObject(groupFields);

const rowFields = {
  ...{ subject: text, version: text, shape, outputs: whole },
  ...{ outcome: v.picklist(['value', 'declined', 'failed']), because: v.nullable(text), groups: v.array(group) },
  ...{ batchKeepsBits: v.boolean(), threadsKeepBits: v.nullable(v.boolean()) },
};
export const surveyRowSchema: v.GenericSchema<unknown, SurveyRow> = v.strictObject(rowFields);

const headFields = {
  ...{ schema: v.literal(surveySchemaName), cpu: text, cpuFeatures: v.array(text), platform: text },
  switches: v.record(v.string(), v.record(v.string(), text)),
};
export const surveyHeadSchema: v.GenericSchema<unknown, Omit<Survey, 'rows'>> = v.strictObject(headFields);

/** Either kind of line. */
export const surveyLineSchema: v.GenericSchema<unknown, SurveyRow | Omit<Survey, 'rows'>> = v.union([
  surveyHeadSchema,
  surveyRowSchema,
]);

/** The names of the fields, in order. */
export const surveyFields: Readonly<Record<'head' | 'row' | 'group', readonly string[]>> = {
  head: Object.keys(headFields),
  row: Object.keys(rowFields),
  group: Object.keys(groupFields),
};
