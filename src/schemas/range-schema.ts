import * as v from 'valibot';
import { allOperations } from '../conv/operation.ts';
import { caseSchema } from '../corpus/entry-schema.ts';
import { shape, whole } from '../corpus/schema-parts.ts';
import type { EvidenceRecord, WrittenContent } from '../fuzz/faults/evidence-record.ts';
import { noContent } from '../fuzz/faults/wrong-content.ts';
import type { CampaignHead, ClaimHead, FoundEntry, RangeRecord, RowHead, RowRecord } from '../fuzz/range-record.ts';
import {
  campaignParts,
  defect,
  difference,
  differences,
  distribution,
  entry,
  histogram,
  ms,
  place,
  saved,
  share,
  string,
} from './campaign-schema.ts';

const claim: v.GenericSchema<unknown, ClaimHead> = v.strictObject({
  ...{ id: string, statement: string, source: string },
  kind: v.picklist(['output', 'pair', 'operation', 'sum', 'comparison', 'metamorphic']),
  status: v.picklist(['proven', 'refuted', 'conjectured', 'observed']),
  mostDiscarded: v.exactOptional(v.strictObject({ share, because: string })),
});

const rowHead: v.GenericSchema<unknown, RowHead> = v.strictObject({
  ...{ claim: string, subject: string, version: string },
  absent: v.exactOptional(v.pipe(string, v.description('why the subject is missing'))),
  proven: v.exactOptional(v.pipe(v.boolean(), v.description('whether the claim is proven for this subject'))),
  ...{ partner: v.exactOptional(string), isAlone: v.exactOptional(v.boolean()), whenEmpty: v.exactOptional(string) },
  refutation: v.exactOptional(v.pipe(entry, v.description('what still refutes a refuted claim'))),
  ...{ isMetamorphic: v.exactOptional(v.literal(true)), isRevealed: v.exactOptional(v.literal(true)) },
});

/** What all ranges of a campaign share. */
export const headSchema: v.GenericSchema<unknown, CampaignHead> = v.pipe(
  v.strictObject({
    ...{ seed: whole, isAimed: v.boolean(), claims: v.array(claim) },
    rows: v.pipe(v.array(rowHead), v.description('in the order of the table')),
    ...{ saved: v.array(saved), defects: v.array(defect), unreadable: v.array(string) },
  }),
  v.description('what all ranges of a campaign share, known before the first'),
);

const row: v.GenericSchema<unknown, RowRecord> = v.pipe(
  v.strictObject({
    ...{ claim: string, subject: string, version: string, batches: whole, cases: whole, outputs: whole },
    ...{ knownHits: whole, violations: whole, declined: whole, failures: whole },
    ...{ discarded: v.record(v.string(), whole), attained: share, attainedBy: v.exactOptional(place), histogram },
    ...{ distributions: v.record(v.string(), distribution), attainedByTerms: v.record(v.string(), share) },
    ...{ because: v.exactOptional(string), order: v.exactOptional(string) },
    transform: v.exactOptional(string),
    ...{ differences: v.exactOptional(differences), difference: v.exactOptional(difference) },
  }),
  v.description('what the range counted for one claim and subject; rows without a count are left out'),
);

const found: v.GenericSchema<unknown, FoundEntry> = v.strictObject({
  number: v.pipe(whole, v.description('its place among the findings of the range')),
  entry: v.pipe(entry, v.description('its id is a hash of its content, so twice is once')),
  row: v.pipe(v.strictTuple([string, string]), v.description('the claim and the subject of its row')),
  ...{ minimal: v.boolean(), cutByEnd: v.exactOptional(v.literal(true)) },
});

const number = v.union([v.number(), v.picklist(['Infinity', '-Infinity', 'NaN'])]);
const content = v.strictObject(
  Object.fromEntries(Object.keys(noContent()).map((name) => [name, number])),
) as unknown as v.GenericSchema<unknown, WrittenContent>;

const evidence: v.GenericSchema<unknown, EvidenceRecord> = v.pipe(
  v.strictObject({
    shapes: v.array(v.strictObject({ shape, cases: whole })),
    rows: v.array(
      v.strictObject({
        ...{ claim: string, subject: string },
        operation: v.picklist(allOperations),
        states: v.pipe(
          v.string(),
          v.regex(/^[012]*$/),
          v.description('a digit for each of `shapes`: 0 not judged, 1 right, 2 wrong'),
        ),
        wrong: v.exactOptional(
          v.strictObject({
            batches: v.array(v.strictObject({ sizes: v.array(whole), at: v.array(v.array(whole)) })),
            content,
          }),
        ),
      }),
    ),
    comparisons: v.array(v.strictObject({ subject: string, words: v.array(string), cases: whole })),
  }),
  v.description('where subjects were wrong and right, for guesses at their faults'),
);

/** The record of one range. */
export const rangeSchema: v.GenericSchema<unknown, RangeRecord> = v.pipe(
  v.strictObject({
    ...{ seed: whole, number: whole, from: whole, to: whole },
    isWhole: v.pipe(v.boolean(), v.description('false if the run ended before all its batches were judged')),
    ...{ batches: whole, cases: whole, checked: whole, checkedBounds: whole, batchesAlone: whole, waitedMs: ms },
    ...{ rows: v.array(row), findings: v.array(found), covered: v.array(shape), evidence },
    sampled: v.nullable(v.strictObject({ shapes: v.array(string), cases: whole, judged: whole, outputs: whole })),
    defectHits: v.pipe(v.record(v.string(), whole), v.description('id of a recorded defect: violations it explains')),
  }),
  v.description('the result of the batches from … to − 1; seed and number are its key'),
);

/** A campaign before its ranges are merged, as plain records: docs/ranges.schema.json. */
export const rangesSchema: v.GenericSchema<
  unknown,
  { readonly head: CampaignHead; readonly ranges: readonly RangeRecord[] }
> = v.strictObject({ head: headSchema, ranges: v.array(rangeSchema) });

/** Parts that docs/ranges.schema.json names. */
export const rangesParts: Readonly<Record<string, v.GenericSchema>> = {
  ...campaignParts,
  ...{ caseEntry: caseSchema, head: headSchema, range: rangeSchema, row, found, evidence },
};
