import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { arithmeticSchema, caseSchema, computed, entrySubject, quantity, written } from '../corpus/entry-schema.ts';
import { flagsSchema } from '../corpus/flags.ts';
import { behavioursSchema } from '../corpus/observed-behaviours.ts';
import { bits32, bits64, shape } from '../corpus/schema-parts.ts';
import { surveyHeadSchema, surveyLineSchema, surveyRowSchema } from '../corpus/survey.ts';
import { witnessSchema } from '../hunt/challenges/check-witness.ts';
import { changeParts, changeSchema } from '../queue/change-schema.ts';
import { campaignParts, campaignSchema } from './campaign-schema.ts';
import { configSchema } from './config-schema.ts';
import { conformanceSchema } from './conformance-schema.ts';
import { explanationParts, explanationSchema } from './explanation-schema.ts';
import { huntParts, huntSchema } from './hunt-schema.ts';
import { invarianceParts, invarianceSchema } from './invariance-schema.ts';
import { judgeParts, judgeSchema } from './judge-schema.ts';
import { modelParts, modelSchema } from './model-schema.ts';
import { rangesParts, rangesSchema } from './range-schema.ts';
import { recordsParts, recordsSchema } from './records-schema.ts';
import { revealParts, revealSchema } from './revelation-schema.ts';
import { toleranceParts, toleranceSchema } from './tolerance-schema.ts';

/** A JSON Schema that is printed from a schema in the code. */
interface Printed {
  readonly path: string;
  readonly title: string;
  readonly schema: v.GenericSchema;
  /** What the file names and refers to, in place of writing it out at each place. */
  readonly parts: Readonly<Record<string, v.GenericSchema>>;
}

export const printedSchemas: readonly Printed[] = [
  {
    path: 'docs/config.schema.json',
    title: 'lastbit.config.json; docs/library.md says it in words',
    ...{ schema: configSchema, parts: {} },
  },
  {
    path: 'docs/check.schema.json',
    title: 'What `lastbit engines check --json` prints; docs/json.md says it in words',
    ...{ schema: conformanceSchema, parts: {} },
  },
  {
    path: 'docs/explain.schema.json',
    title: 'What `lastbit explain --json` prints; docs/json.md says it in words',
    ...{ schema: explanationSchema, parts: explanationParts },
  },
  {
    path: 'docs/ranges.schema.json',
    title: 'The ranges of a campaign before they are merged; docs/json.md says it in words',
    ...{ schema: rangesSchema, parts: rangesParts },
  },
  {
    path: 'docs/records.schema.json',
    title: 'A line of what `lastbit verify --records` writes; docs/json.md says it in words',
    ...{ schema: recordsSchema, parts: recordsParts },
  },
  {
    path: 'docs/hunt.schema.json',
    title: 'What `lastbit hunt --json` prints; docs/json.md says it in words',
    ...{ schema: huntSchema, parts: huntParts },
  },
  {
    path: 'docs/judge.schema.json',
    title: 'What `lastbit judge --json` prints; docs/json.md says it in words',
    ...{ schema: judgeSchema, parts: judgeParts },
  },
  {
    path: 'docs/model.schema.json',
    title: 'What `lastbit reveal --model` writes and `--engine NAME=model:FILE` reads; docs/model.md says it in words',
    ...{ schema: modelSchema, parts: modelParts },
  },
  {
    path: 'docs/witness.schema.json',
    title: 'A witness for an open maximum, which `lastbit hunt check` reads; docs/hunt.md says it in words',
    ...{ schema: witnessSchema, parts: { bits32 } },
  },
  {
    path: 'docs/reveal.schema.json',
    title: 'What `lastbit reveal --json` prints, with --diff and without; docs/json.md says it in words',
    ...{ schema: revealSchema, parts: revealParts },
  },
  {
    path: 'docs/invariant.schema.json',
    title: 'What `lastbit invariant --json` prints; docs/json.md says it in words',
    ...{ schema: invarianceSchema, parts: invarianceParts },
  },
  {
    path: 'docs/tolerance.schema.json',
    title: 'What `lastbit tolerance --json` prints; docs/json.md says it in words',
    ...{ schema: toleranceSchema, parts: toleranceParts },
  },
  {
    path: 'docs/verify.schema.json',
    title: 'What `lastbit verify --json` and `lastbit fuzz --json` print; docs/json.md says it in words',
    ...{ schema: campaignSchema, parts: campaignParts },
  },
  {
    path: 'docs/watch.schema.json',
    title: 'A line of `lastbit campaign watch --json`; docs/json.md says it in words',
    ...{ schema: changeSchema, parts: changeParts },
  },
  {
    path: 'corpus/schema/entry.schema.json',
    title: 'A corpus entry of lastbit: one case that showed something',
    ...{ schema: caseSchema, parts: { shape, bits32, bits64, subject: entrySubject, computed, quantity, written } },
  },
  {
    path: 'corpus/schema/arithmetic.schema.json',
    title: 'A corpus entry of lastbit: numbers of a format and the rules of arithmetic',
    ...{ schema: arithmeticSchema, parts: { bits64 } },
  },
  {
    path: 'corpus/schema/behaviours.schema.json',
    title: 'What real engines were observed to do, of a lastbit corpus',
    ...{ schema: behavioursSchema, parts: { shape, bits32 } },
  },
  {
    path: 'corpus/schema/flags.schema.json',
    title: 'The dictionary of flags of a lastbit corpus',
    ...{ schema: flagsSchema, parts: {} },
  },
  {
    path: 'corpus/schema/survey.schema.json',
    title: 'A line of a survey of a lastbit corpus: the machine, a shape or an arithmetic with its key, or a row',
    ...{ schema: surveyLineSchema, parts: { head: surveyHeadSchema, row: surveyRowSchema } },
  },
];

/** The text of the file, as JSON Schema of draft 7. Throws where a schema has no equivalent there. */
export function schemaText({ title, schema, parts }: Printed): string {
  // A guard only tells the compiler what the expression before it has checked; JSON has finite numbers only.
  const { $schema, ...rest } = toJsonSchema(schema, { definitions: parts, ignoreActions: ['guard', 'finite'] });
  return `${print({ $schema, title, ...rest }, '')}\n`;
}

const widest = 120;

/**
 * JSON with what fits on a line on one line; `before` is how many characters stand before the value on its first line.
 */
function print(value: unknown, indent: string, before = indent.length): string {
  const line = onOneLine(value);
  if (typeof value !== 'object' || value === null || before + line.length < widest) return line;
  const inner = `${indent}  `;
  if (!Array.isArray(value)) {
    const members = Object.entries(value).map(([name, item]) => {
      const start = `${inner}${JSON.stringify(name)}: `;
      return `${start}${print(item, inner, start.length)}`;
    });
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  const plain = value.every((item) => typeof item !== 'object');
  const items = plain ? filled(value.map(onOneLine), inner) : value.map((item) => `${inner}${print(item, inner)}`);
  return `[\n${items.join(',\n')}\n${indent}]`;
}

/** Short items, as many to a line as fit. */
function filled(items: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const longer = `${lines.at(-1)}, ${item}`;
    if (lines.length > 0 && longer.length < widest) lines.splice(-1, 1, longer);
    else lines.push(`${indent}${item}`);
  }
  return lines;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${onOneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
