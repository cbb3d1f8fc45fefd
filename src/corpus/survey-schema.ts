import * as v from 'valibot';
import { text, whole } from './schema-parts.ts';
import { type Survey, type SurveyGroup, type SurveyRow, surveySchemaName } from './survey.ts';

/** The form of the lines of a survey; the fields of a line are printed in this order. */
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

/** The names of the fields in their order. */
export const surveyFields: Readonly<Record<'head' | 'row' | 'group', readonly string[]>> = {
  head: Object.keys(headFields),
  row: Object.keys(rowFields),
  group: Object.keys(groupFields),
};
