import * as v from 'valibot';
import { text, whole } from './schema-parts.ts';

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
  readonly shape: string;
  readonly outputs: number;
  /** Outputs grouped by the accumulation that they share. Empty if the subject declined or failed. */
  readonly groups: readonly SurveyGroup[];
  /** Why there are no groups. */
  readonly because: string | null;
  /** Whether a case alone gives the same bits as among others. */
  readonly aloneAsAmongOthers: boolean;
  /** Whether two threads give the same bits as one, on random cases. null if the engine cannot be told. */
  readonly twoThreadsAsOne: boolean | null;
}

export interface SurveyGroup {
  readonly outputs: number;
  readonly terms: number;
  readonly padded: number;
  readonly explained: boolean;
  readonly height: number | null;
  readonly summary: string | null;
  readonly arithmetic: string | null;
  /** Of the accumulation. Digests are equal only if the accumulations are the same function. */
  readonly digest: string | null;
  readonly because: string | null;
  readonly calls: number;
  readonly rounds: number;
  readonly replays: number;
  readonly mismatches: number;
}

/** The schema of a row. Fields are printed in this order. */
const groupFields = {
  ...{ outputs: whole, terms: whole, padded: whole, explained: v.boolean(), height: v.nullable(whole) },
  ...{ summary: v.nullable(text), arithmetic: v.nullable(text), digest: v.nullable(text), because: v.nullable(text) },
  ...{ calls: whole, rounds: whole, replays: whole, mismatches: whole },
};
const group: v.GenericSchema<unknown, SurveyGroup> = v.strictObject(groupFields);

const rowFields = {
  ...{ subject: text, version: text, shape: text, outputs: whole, groups: v.array(group), because: v.nullable(text) },
  ...{ aloneAsAmongOthers: v.boolean(), twoThreadsAsOne: v.nullable(v.boolean()) },
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
