import * as v from 'valibot';
import { type Conformance, faultKinds } from '../conformance/conformance.ts';
import { formats, operations } from '../engines/protocol/messages.ts';

const string = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.minValue(0));

/** The form of what `engines check --json` prints. docs/check.schema.json is printed from it. */
export const conformanceSchema: v.GenericSchema<unknown, Conformance> = v.strictObject({
  command: string,
  hello: v.nullable(v.strictObject({ engine: string, version: string, protocol: count, ms })),
  faults: v.array(v.strictObject({ kind: v.picklist(faultKinds), what: string, advice: string })),
  operations: v.array(
    v.strictObject({
      ...{ operation: v.picklist(operations), format: v.picklist(formats) },
      ...{ right: count, declined: count, reasons: v.array(string) },
    }),
  ),
  unknown: v.array(string),
  speed: v.nullable(v.strictObject({ oneCaseMs: ms, cases: count, eachMs: ms })),
  batchKeepsBits: v.nullable(v.boolean()),
  endMs: v.nullable(ms),
  notChecked: v.array(string),
});
